// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A stretch of a file, as the body of a request.
record FilePart(Path file, long from, long length) {
    private static final int BUFFER = 64 << 10;

    /// The whole file.
    static FilePart of(Path file) throws IOException {
        return new FilePart(file, 0, Files.size(file));
    }

    /// The stretch cut into pieces of this length, of which the last one may be shorter.
    List<FilePart> cut(long piece) {
        var parts = new ArrayList<FilePart>();
        for (long at = 0; at < length; at += piece) {
            parts.add(new FilePart(file, from + at, Math.min(piece, length - at)));
        }
        return parts;
    }

    /// SHA-256 in hexadecimal.
    String hash() throws IOException {
        MessageDigest digest = RequestSignature.sha256();
        try (InputStream in = open()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    BodyPublisher body() {
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::openUnchecked), length);
    }

    private InputStream openUnchecked() {
        try {
            return open();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private InputStream open() throws IOException {
        InputStream whole = Files.newInputStream(file);
        try {
            whole.skipNBytes(from);
            return new Bounded(whole, length);
        } catch (IOException unreadable) {
            whole.close();
            throw unreadable;
        }
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
