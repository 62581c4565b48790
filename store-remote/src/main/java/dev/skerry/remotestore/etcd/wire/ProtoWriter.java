// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Writes one protobuf message, field by field. As protobuf wants it, what is zero or empty is left out.
public final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ProtoWriter number(int field, long value) {
        return value == 0 ? this : numberEvenIfZero(field, value);
    }

    /// For a field of a oneof, where zero says something.
    public ProtoWriter numberEvenIfZero(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    public ProtoWriter flag(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    public ProtoWriter text(int field, String value) {
        return bytes(field, value.getBytes(UTF_8));
    }

    public ProtoWriter bytes(int field, byte[] value) {
        return value.length == 0 ? this : message(field, value);
    }

    /// A message inside this one: also an empty one is there.
    public ProtoWriter message(int field, byte[] encoded) {
        tag(field, LENGTH_DELIMITED);
        varint(encoded.length);
        out.write(encoded, 0, encoded.length);
        return this;
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int kind) {
        varint((long) field << 3 | kind);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
