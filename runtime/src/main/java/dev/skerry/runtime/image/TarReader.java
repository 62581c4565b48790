// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a tar archive front to back: the POSIX form with its extended (PAX) headers, and GNU's long
/// names. The content of the current member is read from this stream itself; what is left of it is
/// skipped by [#next].
///
/// Written for input from strangers: an extended header may be at most [#HEADER_BYTES_MAX] long, and
/// nothing else is held in memory.
final class TarReader extends InputStream {
    private static final int BLOCK = 512;
    private static final int HEADER_BYTES_MAX = 1 << 20;
    private static final String ATTRIBUTE_PREFIX = "SCHILY.xattr.";

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long contentLeft;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /// Goes to the next member; empty at the end of the archive.
    Optional<TarEntry> next() throws IOException {
        Map<String, byte[]> extended = new HashMap<>();
        while (true) {
            in.skipNBytes(contentLeft + padding);
            setContent(0);
            if (!readHeader()) {
                return Optional.empty();
            }
            long size = number(124, 12);
            switch (header[156]) {
                case 'x' -> readExtended(content(size), extended);
                case 'L' -> extended.put("path", withoutEnd(content(size)));
                case 'K' -> extended.put("linkpath", withoutEnd(content(size)));
                case 'g' -> content(size);
                default -> {
                    return Optional.of(entry(extended));
                }
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (contentLeft == 0) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, contentLeft));
        if (count < 0) {
            throw new EOFException("archive ends in the middle of a file");
        }
        contentLeft -= count;
        return count;
    }

    private void setContent(long size) {
        contentLeft = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
    }

    /// Whether there is another header. An archive ends with a block of zeros, or just ends.
    private boolean readHeader() throws IOException {
        int count = in.readNBytes(header, 0, BLOCK);
        if (count == 0) {
            return false;
        }
        if (count < BLOCK) {
            throw new EOFException("archive ends in the middle of a header");
        }
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum == 8 * ' ') {
            return false;
        }
        if (sum != number(148, 8)) {
            throw new IOException("not a tar archive: a header's checksum is wrong");
        }
        return true;
    }

    private TarEntry entry(Map<String, byte[]> extended) throws IOException {
        TarEntry.Kind kind = kind(header[156]);
        long size = whole(extended, "size", number(124, 12));
        boolean hasContent = kind == TarEntry.Kind.FILE || kind == TarEntry.Kind.OTHER;
        setContent(hasContent ? size : 0);
        boolean isPosix = text(257, 5).equals("ustar");
        String prefix = isPosix && header[263] == '0' ? text(345, 155) : "";
        String shortName = prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
        // Archives from before 1988 have no type for folders, only the slash.
        boolean isFolder = kind == TarEntry.Kind.FILE && shortName.endsWith("/");
        return new TarEntry(
                word(extended, "path", shortName),
                isFolder ? TarEntry.Kind.FOLDER : kind,
                word(extended, "linkpath", text(157, 100)),
                (int) number(100, 8) & 07777,
                (int) whole(extended, "uid", number(108, 8)),
                (int) whole(extended, "gid", number(116, 8)),
                contentLeft,
                whole(extended, "mtime", number(136, 12)),
                isPosix ? (int) number(329, 8) : 0,
                isPosix ? (int) number(337, 8) : 0,
                attributes(extended));
    }

    private static TarEntry.Kind kind(byte type) {
        return switch (type) {
            case 0, '0', '7' -> TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
            case '3' -> TarEntry.Kind.CHARACTER_DEVICE;
            case '4' -> TarEntry.Kind.BLOCK_DEVICE;
            case '5' -> TarEntry.Kind.FOLDER;
            case '6' -> TarEntry.Kind.PIPE;
            default -> TarEntry.Kind.OTHER;
        };
    }

    private static Map<String, byte[]> attributes(Map<String, byte[]> extended) {
        var attributes = new HashMap<String, byte[]>();
        extended.forEach((key, value) -> {
            if (key.startsWith(ATTRIBUTE_PREFIX)) {
                attributes.put(key.substring(ATTRIBUTE_PREFIX.length()), value);
            }
        });
        return attributes;
    }

    private byte[] content(long size) throws IOException {
        if (size < 0 || size > HEADER_BYTES_MAX) {
            throw new IOException("archive has an extended header of " + size + " bytes");
        }
        setContent(size);
        return readNBytes((int) size);
    }

    /// Records `LENGTH KEY=VALUE\n`, where the length counts the whole record in decimal.
    private static void readExtended(byte[] content, Map<String, byte[]> extended) throws IOException {
        int at = 0;
        while (at < content.length) {
            int space = indexOf(content, ' ', at);
            int length = (int) decimal(new String(content, at, space - at, StandardCharsets.US_ASCII));
            int equals = indexOf(content, '=', space);
            int end = at + length;
            if (length <= 0 || end > content.length || equals >= end) {
                throw new IOException("archive has a broken extended header");
            }
            String key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            extended.put(key, Arrays.copyOfRange(content, equals + 1, end - 1));
            at = end;
        }
    }

    private static int indexOf(byte[] content, char wanted, int from) throws IOException {
        for (int i = from; i < content.length; i++) {
            if (content[i] == wanted) {
                return i;
            }
        }
        throw new IOException("archive has a broken extended header");
    }

    private static byte[] withoutEnd(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    private static String word(Map<String, byte[]> extended, String key, String fallback) {
        byte[] value = extended.get(key);
        return value == null ? fallback : new String(value, StandardCharsets.UTF_8);
    }

    /// A number of an extended header; times may have a fraction there, which no layer needs.
    private static long whole(Map<String, byte[]> extended, String key, long fallback) throws IOException {
        String text = word(extended, key, "");
        int dot = text.indexOf('.');
        return text.isEmpty() ? fallback : decimal(dot < 0 ? text : text.substring(0, dot));
    }

    private static long decimal(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException broken) {
            throw new IOException("archive has a broken extended header", broken);
        }
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    /// An octal number, or GNU's binary form, which the top bit marks.
    private long number(int offset, int length) throws IOException {
        long value = 0;
        if ((header[offset] & 0x80) != 0) {
            for (int i = offset + length - 8; i < offset + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
        } else {
            for (int i = offset; i < offset + length; i++) {
                byte c = header[i];
                if (c >= '0' && c <= '7') {
                    value = value << 3 | c - '0';
                } else if (c != ' ' && c != 0) {
                    throw new IOException("not a tar archive: a number in a header is none");
                }
            }
        }
        if (value < 0) {
            throw new IOException("archive has a negative number in a header");
        }
        return value;
    }
}
