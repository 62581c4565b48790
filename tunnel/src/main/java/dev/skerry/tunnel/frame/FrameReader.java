// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import java.nio.charset.StandardCharsets;

/// Reads the fields of one frame. Every length is compared with what is left of the frame before anything is
/// allocated, so that no frame can cost more memory than a small multiple of its own size.
final class FrameReader {
    /// Names, reasons and identities: longer than any key, far shorter than a frame.
    private static final int TEXT_MAX = 4096;

    private final byte[] bytes;
    private int position;

    FrameReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.position = from;
    }

    int octet() {
        need(1);
        return bytes[position++] & 0xff;
    }

    /// A number of seven bits per byte, least significant first.
    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new FrameException("a number of more than 64 bits");
    }

    int smallNumber(int most) {
        long value = number();
        if (value < 0 || value > most) {
            throw new FrameException("number " + value + " where at most " + most + " is allowed");
        }
        return (int) value;
    }

    /// A number whose bits are spread evenly: eight bytes.
    long fixed() {
        need(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    String text() {
        int length = smallNumber(TEXT_MAX);
        need(length);
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    byte[] blob() {
        int length = smallNumber(remaining());
        byte[] blob = java.util.Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return blob;
    }

    /// How many elements follow, each of which takes at least `bytesLeast`.
    int count(int bytesLeast) {
        return smallNumber(remaining() / bytesLeast);
    }

    int remaining() {
        return bytes.length - position;
    }

    void end() {
        if (remaining() != 0) {
            throw new FrameException(remaining() + " bytes behind the end of a frame");
        }
    }

    private void need(int count) {
        if (count > remaining()) {
            throw new FrameException("a frame ends in the middle of a field");
        }
    }
}
