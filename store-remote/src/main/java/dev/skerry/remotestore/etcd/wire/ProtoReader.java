// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Reads one protobuf message, field by field: [#next], then what the field's kind asks for. A field that
/// nobody reads is skipped, so newer servers may say more.
public final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] message;
    private final int end;
    private int at;
    private int field;
    private int kind;
    private boolean isUnread;

    public ProtoReader(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtoReader(byte[] message, int start, int end) {
        this.message = message;
        this.at = start;
        this.end = end;
    }

    /// Goes to the next field; false at the end.
    public boolean next() {
        if (isUnread) {
            skip();
        }
        if (at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        kind = (int) (tag & 7);
        isUnread = true;
        return true;
    }

    public int field() {
        return field;
    }

    public long number() {
        isUnread = false;
        return varint();
    }

    public boolean flag() {
        return number() != 0;
    }

    public String text() {
        int length = length();
        var text = new String(message, at, length, UTF_8);
        at += length;
        return text;
    }

    public byte[] bytes() {
        int length = length();
        at += length;
        return Arrays.copyOfRange(message, at - length, at);
    }

    /// A message inside this one, to be read by itself.
    public ProtoReader message() {
        int length = length();
        at += length;
        return new ProtoReader(message, at - length, at);
    }

    private int length() {
        isUnread = false;
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed();
        }
        return (int) length;
    }

    private void skip() {
        isUnread = false;
        switch (kind) {
            case VARINT -> varint();
            case FIXED64 -> at += Long.BYTES;
            case FIXED32 -> at += Integer.BYTES;
            case LENGTH_DELIMITED -> {
                int length = length();
                at += length;
            }
            default -> throw malformed();
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= end) {
                throw malformed();
            }
            byte next = message[at++];
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private IllegalStateException malformed() {
        return new IllegalStateException("etcd sent what is no protobuf message, at byte " + at + " of " + end);
    }
}
