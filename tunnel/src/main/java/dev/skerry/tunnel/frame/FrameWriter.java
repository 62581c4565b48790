// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the fields of one frame, the way [FrameReader] reads them.
final class FrameWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    FrameWriter octet(int value) {
        out.write(value);
        return this;
    }

    FrameWriter number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    FrameWriter fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    FrameWriter text(String text) {
        return blob(text.getBytes(StandardCharsets.UTF_8));
    }

    FrameWriter blob(byte[] bytes) {
        number(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
