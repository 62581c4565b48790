// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes protobuf's wire format from the end of the buffer to its beginning: when a message's length is
/// due, the message has been written, and nothing is measured twice. So callers write the last field
/// first, and [#closeMessage] opens what reads first.
public final class WireWriter {
    private byte[] buffer = new byte[512];
    private int start = buffer.length;

    /// How many bytes have been written: the mark to give to [#closeMessage].
    public int size() {
        return buffer.length - start;
    }

    public void varint(int number, long value) {
        bareVarint(value);
        tag(number, WireReader.VARINT);
    }

    public void fixed64(int number, long value) {
        reserve(8);
        start -= 8;
        for (int i = 0; i < 8; i++) {
            buffer[start + i] = (byte) (value >>> 8 * i);
        }
        tag(number, WireReader.FIXED64);
    }

    public void text(int number, String value) {
        bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    public void bytes(int number, byte[] value) {
        raw(value);
        bareVarint(value.length);
        tag(number, WireReader.BYTES);
    }

    /// Bytes as they are, without tag and length.
    public void raw(byte[] value) {
        reserve(value.length);
        start -= value.length;
        System.arraycopy(value, 0, buffer, start, value.length);
    }

    /// Makes everything written since the mark the message of a field.
    public void closeMessage(int number, int mark) {
        bareVarint(size() - mark);
        tag(number, WireReader.BYTES);
    }

    /// Begins a field whose bytes are written elsewhere.
    public void lead(int number, long length) {
        bareVarint(length);
        tag(number, WireReader.BYTES);
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    private void tag(int number, int wireType) {
        bareVarint((long) number << 3 | wireType);
    }

    private void bareVarint(long value) {
        int length = Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
        reserve(length);
        start -= length;
        long rest = value;
        for (int i = 0; i < length - 1; i++) {
            buffer[start + i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[start + length - 1] = (byte) rest;
    }

    private void reserve(int count) {
        if (start < count) {
            int size = size();
            byte[] larger = new byte[Math.max(buffer.length * 2, size + count)];
            System.arraycopy(buffer, start, larger, larger.length - size, size);
            buffer = larger;
            start = larger.length - size;
        }
    }
}
