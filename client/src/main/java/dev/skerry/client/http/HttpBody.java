// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/// The body of an answer: of a known length, in chunks, or until the server closes.
///
/// A read that runs into its time limit loses nothing: the place inside a chunk, or inside the line
/// that gives a chunk's length, is kept in fields, and the next read goes on from there.
final class HttpBody extends InputStream {
    private static final int CHUNK_LINE_MAX = 256;

    private enum Form {
        FIXED,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final Connection connection;
    private final Form form;

    /// Bytes left of the body, or of the chunk.
    private long left;

    private final StringBuilder chunkLine = new StringBuilder();

    /// Whether the next line gives a chunk's length; false right after a chunk, whose own line end is next.
    private boolean isBeforeLength = true;
    private volatile boolean isAtEnd;

    private HttpBody(Connection connection, Form form, long left) {
        this.connection = connection;
        this.form = form;
        this.left = left;
        this.isAtEnd = form == Form.FIXED && left == 0;
    }

    static HttpBody none(Connection connection) {
        return new HttpBody(connection, Form.FIXED, 0);
    }

    static HttpBody of(Connection connection, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("Transfer-Encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            return new HttpBody(connection, Form.CHUNKED, 0);
        }
        String length = headers.get("Content-Length");
        if (length == null) {
            return new HttpBody(connection, Form.UNTIL_CLOSE, 0);
        }
        try {
            return new HttpBody(connection, Form.FIXED, Long.parseUnsignedLong(length));
        } catch (NumberFormatException malformed) {
            throw new IOException("the server sent a malformed Content-Length", malformed);
        }
    }

    /// Whether the whole body was read and the connection stands before the next answer.
    boolean isAtEnd() {
        return isAtEnd && form != Form.UNTIL_CLOSE;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (form == Form.CHUNKED && left == 0 && !isAtEnd) {
            nextChunk();
        }
        if (isAtEnd) {
            return -1;
        }
        int most = form == Form.UNTIL_CLOSE ? length : (int) Math.min(length, left);
        int count = connection.in().read(target, offset, most);
        if (form == Form.UNTIL_CLOSE) {
            isAtEnd = count < 0;
            return count;
        }
        if (count < 0) {
            throw new EOFException("the server closed the connection in the middle of an answer");
        }
        left -= count;
        isAtEnd = form == Form.FIXED && left == 0;
        return count;
    }

    @Override
    public int available() throws IOException {
        return isAtEnd ? 0 : connection.in().available();
    }

    private void nextChunk() throws IOException {
        if (!isBeforeLength) {
            chunkLine();
            chunkLine.setLength(0);
            isBeforeLength = true;
        }
        chunkLine();
        int extension = chunkLine.indexOf(";");
        String size = (extension < 0 ? chunkLine.toString() : chunkLine.substring(0, extension)).strip();
        chunkLine.setLength(0);
        try {
            left = Long.parseUnsignedLong(size, 16);
        } catch (NumberFormatException malformed) {
            throw new IOException("the server sent a malformed chunk length", malformed);
        }
        isBeforeLength = false;
        if (left == 0) {
            // Trailers are allowed after the last chunk and mean nothing to us.
            while (!connection.line().isEmpty()) {}
            isAtEnd = true;
        }
    }

    /// Collects a line into [#chunkLine]; may stop by a timeout and be called again.
    private void chunkLine() throws IOException {
        while (true) {
            int next = connection.in().read();
            if (next < 0) {
                throw new EOFException("the server closed the connection in the middle of an answer");
            }
            if (next == '\n') {
                return;
            }
            if (chunkLine.length() >= CHUNK_LINE_MAX) {
                throw new IOException("the server sent a malformed chunk length");
            }
            chunkLine.append((char) next);
        }
    }
}
