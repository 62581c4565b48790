// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests as images write them: `sha256:` and 64 hexadecimal digits.
final class Sha256 {
    private static final String PREFIX = "sha256:";

    private Sha256() {}

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no SHA-256", missing);
        }
    }

    static String text(MessageDigest digest) {
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    static String of(byte[] content) {
        var digest = fresh();
        digest.update(content);
        return text(digest);
    }

    static String of(Path file) throws IOException {
        var digest = fresh();
        try (var in = Files.newInputStream(file)) {
            update(digest, in);
        }
        return text(digest);
    }

    /// Adds all that is left in the stream.
    static void update(MessageDigest digest, InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
    }

    static boolean isDigest(String text) {
        return text.startsWith(PREFIX)
                && text.length() == PREFIX.length() + 64
                && text.chars().skip(PREFIX.length()).allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /// The digits alone; safe as a file name.
    ///
    /// @throws IOException if the text is no such digest: it may come from a stranger
    static String digits(String digest) throws IOException {
        if (!isDigest(digest)) {
            throw new IOException("not a sha256 digest: " + digest);
        }
        return digest.substring(PREFIX.length());
    }

    /// Hashes what is read through it. `skip` is not passed on: skipped bytes count as well.
    static final class Hashing extends FilterInputStream {
        private final MessageDigest digest = fresh();

        Hashing(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            if (one >= 0) {
                digest.update((byte) one);
            }
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                digest.update(buffer, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /// Reads to the end, then tells the digest of everything.
        String finish() throws IOException {
            byte[] buffer = new byte[1 << 16];
            while (read(buffer, 0, buffer.length) >= 0) {
                continue;
            }
            return text(digest);
        }
    }
}
