// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The body of an answer: of a known length, or in chunks that each say theirs.
final class ProxyBody extends InputStream {
    static final long CHUNKED = -1;

    private static final int LINE_MAX = 4096;

    private final InputStream in;
    private final boolean isChunked;

    /// Bytes left, of the body or of the chunk.
    private long left;

    private boolean hasBegun;
    private boolean isOver;

    ProxyBody(InputStream in, long length) {
        this.in = in;
        this.isChunked = length == CHUNKED;
        this.left = isChunked ? 0 : length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && isChunked && !isOver) {
            nextChunk();
        }
        if (left == 0) {
            return -1;
        }
        int count = in.read(target, start, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the connection ended within the answer");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        int[] budget = {LINE_MAX};
        if (hasBegun) {
            ProxyAnswer.line(in, budget);
        }
        hasBegun = true;
        String size = ProxyAnswer.line(in, budget).split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("a chunk has a length that is no number");
        }
        left = Long.parseLong(size, 16);
        isOver = left == 0;
    }
}
