// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schemas;
import dev.skerry.foundation.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Built-in objects as protobuf: four magic bytes, then an envelope with apiVersion, kind and the
/// object's own message. Custom resources have no such form.
public final class Protobuf {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private Protobuf() {}

    /// Whether the bytes begin as an object in its envelope does.
    public static boolean isEnveloped(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /// @throws DecodeException if the bytes are not a built-in object in its envelope
    public static KubeObject decode(byte[] bytes) {
        Envelope envelope = Envelope.read(bytes);
        GroupVersionKind kind = GroupVersionKind.of(envelope.apiVersion, envelope.kind);
        return new KubeObject(named(kind, ProtobufReader.read(schema(kind), envelope.message)));
    }

    /// What the envelope says is in it, without reading that.
    static GroupVersionKind kind(byte[] bytes) {
        Envelope envelope = Envelope.read(bytes);
        return GroupVersionKind.of(envelope.apiVersion, envelope.kind);
    }

    /// Decodes as a kind, whatever the envelope says: it may leave apiVersion and kind open.
    static KubeObject decodeAs(GroupVersionKind kind, byte[] bytes) {
        return new KubeObject(named(kind, ProtobufReader.read(schema(kind), Envelope.read(bytes).message)));
    }

    /// @throws DecodeException if the object's kind is not built in
    public static byte[] encode(KubeObject object) {
        GroupVersionKind kind = object.kind();
        byte[] message = ProtobufWriter.write(schema(kind), object.tree());
        return new Envelope(kind.apiVersion(), kind.kind(), message).toBytes();
    }

    /// One event of a watch as the stream carries it: its length in four bytes, then a `WatchEvent`,
    /// which has no envelope of its own, with the object in one.
    ///
    /// @param type `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK` or `ERROR`
    public static byte[] watchFrame(String type, KubeObject object) {
        var out = new WireWriter();
        int mark = out.size();
        out.bytes(1, encode(object));
        out.closeMessage(2, mark);
        out.text(1, type);
        byte[] event = out.toBytes();
        return ByteBuffer.allocate(Integer.BYTES + event.length)
                .putInt(event.length)
                .put(event)
                .array();
    }

    private static JsonObject named(GroupVersionKind kind, JsonObject fields) {
        var builder = JsonObject.builder().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        fields.forEach(builder::put);
        return builder.build();
    }

    static ObjectSchema schema(GroupVersionKind kind) {
        return Schemas.builtIn()
                .find(kind)
                .orElseThrow(() -> new DecodeException("no kind \"" + kind.kind() + "\" is registered for version \""
                        + kind.apiVersion() + "\" as protobuf"));
    }

    /// What every object travels in: type and message, and two fields that have never been used.
    record Envelope(String apiVersion, String kind, byte[] message) {
        static Envelope read(byte[] bytes) {
            if (!isEnveloped(bytes)) {
                throw new DecodeException(
                        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
            }
            String apiVersion = "";
            String kind = "";
            byte[] message = {};
            var in = new WireReader(bytes, MAGIC.length, bytes.length);
            while (in.hasMore()) {
                int tag = in.tag();
                if (tag == (1 << 3 | WireReader.BYTES)) {
                    WireReader type = in.message();
                    while (type.hasMore()) {
                        int inner = type.tag();
                        switch (inner) {
                            case 1 << 3 | WireReader.BYTES -> apiVersion = type.text();
                            case 2 << 3 | WireReader.BYTES -> kind = type.text();
                            default -> type.skip(inner & 7);
                        }
                    }
                } else if (tag == (2 << 3 | WireReader.BYTES)) {
                    message = in.bytes();
                } else {
                    in.skip(tag & 7);
                }
            }
            return new Envelope(apiVersion, kind, message);
        }

        byte[] toBytes() {
            var out = new WireWriter();
            out.raw(behind());
            out.raw(message);
            out.raw(before(GroupVersionKind.of(apiVersion, kind), message.length));
            return out.toBytes();
        }

        /// What stands before a message.
        static byte[] before(GroupVersionKind kind, long length) {
            var out = new WireWriter();
            out.lead(2, length);
            int mark = out.size();
            out.text(2, kind.kind());
            out.text(1, kind.apiVersion());
            out.closeMessage(1, mark);
            out.raw(MAGIC);
            return out.toBytes();
        }

        /// What stands behind it.
        static byte[] behind() {
            var out = new WireWriter();
            out.text(4, "");
            out.text(3, "");
            return out.toBytes();
        }
    }
}
