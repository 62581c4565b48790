// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads protobuf's wire format from a part of a byte array. A length is checked against what is there
/// before anything of that length is made.
final class WireReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] input;
    private final int end;
    private int position;

    WireReader(byte[] input) {
        this(input, 0, input.length);
    }

    WireReader(byte[] input, int start, int end) {
        this.input = input;
        this.position = start;
        this.end = end;
    }

    boolean hasMore() {
        return position < end;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= end) {
                throw new DecodeException("unexpected EOF");
            }
            byte b = input[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new DecodeException("proto: integer overflow");
    }

    /// The next field's tag: its number times eight, plus its wire type.
    int tag() {
        long tag = varint();
        int number = (int) (tag >>> 3);
        if (number <= 0 || tag >>> 32 != 0) {
            throw new DecodeException("proto: illegal tag " + number);
        }
        return (int) tag;
    }

    long fixed64() {
        require(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | input[position + i] & 0xff;
        }
        position += 8;
        return value;
    }

    /// A reader of the length-delimited part that comes next; this one goes on behind it.
    WireReader message() {
        int length = length();
        var inner = new WireReader(input, position, position + length);
        position += length;
        return inner;
    }

    byte[] bytes() {
        int length = length();
        position += length;
        return Arrays.copyOfRange(input, position - length, position);
    }

    String text() {
        int length = length();
        position += length;
        return new String(input, position - length, length, StandardCharsets.UTF_8);
    }

    /// Passes over a field that nobody knows. Groups, which Kubernetes never had, are refused.
    void skip(int wireType) {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case BYTES -> advance(length());
            case FIXED32 -> advance(4);
            default -> throw new DecodeException("proto: illegal wireType " + wireType);
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw new DecodeException("unexpected EOF");
        }
        return (int) length;
    }

    private void advance(int count) {
        require(count);
        position += count;
    }

    private void require(int count) {
        if (end - position < count) {
            throw new DecodeException("unexpected EOF");
        }
    }
}
