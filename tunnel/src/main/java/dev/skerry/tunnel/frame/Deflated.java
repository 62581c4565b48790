// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The compressed form of a frame: its first byte with a mark, the plain length, the deflated rest.
final class Deflated {
    private Deflated() {}

    /// The shorter of the two forms.
    static byte[] pack(byte[] plain, int mark) {
        var out = new FrameWriter().octet(plain[0] & 0xff | mark).number(plain.length);
        byte[] head = out.bytes();
        byte[] wire = Arrays.copyOf(head, plain.length);
        try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(plain, 1, plain.length - 1);
            deflater.finish();
            int length = deflater.deflate(wire, head.length, wire.length - head.length);
            return deflater.finished() ? Arrays.copyOf(wire, head.length + length) : plain;
        }
    }

    static byte[] unpack(byte[] wire, int mark, int plainMax) {
        var in = new FrameReader(wire, 1);
        int plainLength = in.smallNumber(plainMax);
        if (plainLength < 1) {
            throw new FrameException("a compressed frame of no length");
        }
        byte[] plain = new byte[plainLength];
        plain[0] = (byte) (wire[0] & ~mark);
        try (var inflater = new Inflater(true)) {
            inflater.setInput(wire, wire.length - in.remaining(), in.remaining());
            int length = inflater.inflate(plain, 1, plainLength - 1);
            // A stream that fills the buffer exactly is finished, but only says so when asked for more.
            boolean isWhole = length == plainLength - 1 && inflater.inflate(new byte[1]) == 0 && inflater.finished();
            if (!isWhole) {
                throw new FrameException("a compressed frame whose length is not as it says");
            }
            return plain;
        } catch (DataFormatException _) {
            throw new FrameException("a compressed frame that cannot be inflated");
        }
    }
}
