// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes a tar archive in the POSIX form. Owner root, time 0: the same input gives the same bytes, and
/// so the same digest, on every machine.
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH_MAX = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void folder(String name, int mode) throws IOException {
        header(name.endsWith("/") ? name : name + "/", '5', mode, 0, "");
    }

    void link(String name, String target) throws IOException {
        header(name, '2', 0777, 0, target);
    }

    void file(String name, int mode, byte[] content) throws IOException {
        header(name, '0', mode, content.length, "");
        out.write(content);
        pad(content.length);
    }

    void file(String name, int mode, long size, InputStream content) throws IOException {
        header(name, '0', mode, size, "");
        long copied = content.transferTo(out);
        if (copied != size) {
            throw new IOException(name + " changed while it was archived");
        }
        pad(size);
    }

    /// Ends the archive and closes what it is written to.
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void header(String name, char type, int mode, long size, String target) throws IOException {
        var extended = new StringBuilder();
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_LENGTH_MAX) {
            extended.append(extendedRecord("path", name));
        }
        if (target.getBytes(StandardCharsets.UTF_8).length > NAME_LENGTH_MAX) {
            extended.append(extendedRecord("linkpath", target));
        }
        if (!extended.isEmpty()) {
            byte[] content = extended.toString().getBytes(StandardCharsets.UTF_8);
            block("extended", 'x', 0644, content.length, "");
            out.write(content);
            pad(content.length);
        }
        block(name, type, mode, size, target);
    }

    private void block(String name, char type, int mode, long size, String target) throws IOException {
        byte[] block = new byte[BLOCK];
        text(block, 0, NAME_LENGTH_MAX, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        block[156] = (byte) type;
        text(block, 157, NAME_LENGTH_MAX, target);
        text(block, 257, 8, "ustar\00000");
        long sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        out.write(block);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static void text(byte[] block, int offset, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, length));
    }

    private static void octal(byte[] block, int offset, int length, long value) throws IOException {
        String digits = Long.toOctalString(value);
        if (digits.length() > length - 1) {
            throw new IOException("a file of " + value + " bytes is too long for this archive");
        }
        text(block, offset, length, "0".repeat(length - 1 - digits.length()) + digits);
    }

    /// The length of a record counts its own digits: one more digit may be needed because of them.
    private static String extendedRecord(String key, String value) {
        int rest = 3 + key.length() + value.getBytes(StandardCharsets.UTF_8).length;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }
}
