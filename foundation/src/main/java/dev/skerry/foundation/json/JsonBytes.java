// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// UTF-8 text that grows while it is written. The buffers come from a few that lie ready, and go back there:
/// a server writes every object several times, and what it throws away while it writes used to be a fifth of
/// all that it threw away.
final class JsonBytes {
    private static final int SPARE_MAX = 4;
    private static final int FRESH_BYTES = 1 << 10;

    /// A larger buffer than this is left to the collector.
    private static final int KEPT_BYTES_MAX = 64 << 10;

    /// No character takes more than this, escaped or not.
    private static final int CHARACTER_BYTES_MAX = 6;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final AtomicReferenceArray<byte[]> SPARE = new AtomicReferenceArray<>(SPARE_MAX);

    private byte[] bytes;
    private int size;

    private JsonBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static JsonBytes open() {
        for (int i = 0; i < SPARE_MAX; i++) {
            byte[] spare = SPARE.get(i) == null ? null : SPARE.getAndSet(i, null);
            if (spare != null) {
                return new JsonBytes(spare);
            }
        }
        return new JsonBytes(new byte[FRESH_BYTES]);
    }

    /// What was written; nothing more can be.
    byte[] finish() {
        byte[] written = Arrays.copyOf(bytes, size);
        giveBack();
        return written;
    }

    /// What was written, as text; nothing more can be.
    String finishText() {
        var written = new String(bytes, 0, size, StandardCharsets.UTF_8);
        giveBack();
        return written;
    }

    private void giveBack() {
        byte[] spare = bytes;
        bytes = new byte[0];
        if (spare.length > KEPT_BYTES_MAX) {
            return;
        }
        for (int i = 0; i < SPARE_MAX; i++) {
            if (SPARE.get(i) == null && SPARE.compareAndSet(i, null, spare)) {
                return;
            }
        }
    }

    /// A character below 0x80, as it is.
    void ascii(char c) {
        demandRoom(1);
        bytes[size++] = (byte) c;
    }

    /// Text of characters below 0x80, as it is.
    void ascii(String text) {
        demandRoom(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /// A string with its quotes; what JSON asks to be escaped is.
    void quoted(String text) {
        int length = text.length();
        demandRoom(length + 2);
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || isEscaped(c)) {
                unusual(text, i);
                return;
            }
            bytes[size++] = (byte) c;
        }
        bytes[size++] = '"';
    }

    /// The rest of a string from its first character on that is more than one byte.
    private void unusual(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            demandRoom(CHARACTER_BYTES_MAX);
            char c = text.charAt(i);
            if (c < 0x80) {
                low(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                four(Character.toCodePoint(c, text.charAt(i)));
            } else if (Character.isSurrogate(c)) {
                // Half a character has no UTF-8; written like this it comes back as it was.
                escape(c);
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xC0 | c >> 6);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            } else {
                bytes[size++] = (byte) (0xE0 | c >> 12);
                bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
                bytes[size++] = (byte) (0x80 | c & 0x3F);
            }
        }
        ascii('"');
    }

    private void four(int codePoint) {
        bytes[size++] = (byte) (0xF0 | codePoint >> 18);
        bytes[size++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[size++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[size++] = (byte) (0x80 | codePoint & 0x3F);
    }

    private void low(char c) {
        if (!isEscaped(c)) {
            bytes[size++] = (byte) c;
            return;
        }
        switch (c) {
            case '"' -> pair('"');
            case '\\' -> pair('\\');
            case '\n' -> pair('n');
            case '\r' -> pair('r');
            case '\t' -> pair('t');
            default -> escape(c);
        }
    }

    private void pair(char second) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) second;
    }

    private void escape(char c) {
        pair('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[size++] = HEX[c >> shift & 0xF];
        }
    }

    private static boolean isEscaped(char c) {
        return c < 0x20 || c == '"' || c == '\\';
    }

    private void demandRoom(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
