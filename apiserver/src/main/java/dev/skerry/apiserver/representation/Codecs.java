// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.codec.ProtobufList;
import dev.skerry.api.codec.YamlWriter;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.representation.OutputForm.Encoding;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The encodings that trees are written in.
final class Codecs {
    private Codecs() {}

    static TreeCodec of(Encoding encoding, boolean isPretty) {
        return switch (encoding) {
            case JSON -> new JsonCodec(isPretty);
            case YAML -> new YamlCodec();
            case PROTOBUF -> new ProtobufCodec();
        };
    }

    private record JsonCodec(boolean isPretty) implements TreeCodec {
        @Override
        public String contentType() {
            return Encoding.JSON.mediaType();
        }

        @Override
        public byte[] write(JsonObject tree) {
            return isPretty
                    ? JsonWriter.writePretty(tree).getBytes(StandardCharsets.UTF_8)
                    : JsonWriter.writeBytes(tree);
        }

        @Override
        public void writeList(JsonObject head, ListElements elements, OutputStream out) throws IOException {
            out.write(JsonEncoder.opened(head, elements.field()));
            for (int i = 0; i < elements.count(); i++) {
                if (i > 0) {
                    out.write(',');
                }
                out.write(JsonWriter.writeBytes(elements.at().apply(i)));
            }
            out.write("]}".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public byte[] writeEvent(String type, JsonObject tree) {
            return JsonEncoder.line(type, tree);
        }
    }

    private record YamlCodec() implements TreeCodec {
        @Override
        public String contentType() {
            return Encoding.YAML.mediaType();
        }

        @Override
        public byte[] write(JsonObject tree) {
            return YamlWriter.write(tree).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void writeList(JsonObject head, ListElements elements, OutputStream out) throws IOException {
            if (elements.count() == 0) {
                out.write(write(elements.in(head)));
                return;
            }
            out.write(write(head));
            out.write((elements.field() + ":\n").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < elements.count(); i++) {
                // A list of one: an element stands at the indent of the list's name.
                var one = JsonArray.of(elements.at().apply(i));
                out.write(YamlWriter.write(one).getBytes(StandardCharsets.UTF_8));
            }
        }

        /// Documents of one stream.
        @Override
        public byte[] writeEvent(String type, JsonObject tree) {
            return ("---\n" + YamlWriter.write(JsonObject.of("type", type, "object", tree)))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private record ProtobufCodec() implements TreeCodec {
        @Override
        public String contentType() {
            return Encoding.PROTOBUF.mediaType();
        }

        @Override
        public byte[] write(JsonObject tree) {
            return Protobuf.encode(new KubeObject(tree));
        }

        /// @param elements are `items`, since tables have no protobuf
        @Override
        public void writeList(JsonObject head, ListElements elements, OutputStream out) throws IOException {
            ProtobufList.write(new KubeObject(head), elements.count(), elements.at(), out);
        }

        @Override
        public byte[] writeEvent(String type, JsonObject tree) {
            return Protobuf.watchFrame(type, new KubeObject(tree));
        }
    }
}
