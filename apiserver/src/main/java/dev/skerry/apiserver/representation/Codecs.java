// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.representation;

import dev.skerry.api.codec.Protobuf;
import dev.skerry.api.codec.YamlWriter;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.representation.OutputForm.Encoding;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
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

        @Override
        public byte[] writeEvent(String type, JsonObject tree) {
            return Protobuf.watchFrame(type, new KubeObject(tree));
        }
    }
}
