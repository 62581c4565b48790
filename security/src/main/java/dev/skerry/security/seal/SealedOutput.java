// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Encrypts what is written to it, piece by piece: four bytes of length, then the piece. Closing writes the last
/// piece, without which nobody takes the text for whole. One thread writes.
public final class SealedOutput extends OutputStream {
    private final OutputStream out;
    private final StreamKey key;
    private final byte[] piece = new byte[StreamKey.PIECE_BYTES];
    private int filled;
    private long number;
    private boolean isClosed;

    public SealedOutput(OutputStream out, StreamKey key) {
        this.out = out;
        this.key = key;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            // A full piece waits until there is more: it could be the last.
            if (filled == piece.length) {
                writePiece(false);
            }
            int part = Math.min(length - done, piece.length - filled);
            System.arraycopy(bytes, offset + done, piece, filled, part);
            filled += part;
            done += part;
        }
    }

    private void writePiece(boolean isLast) throws IOException {
        byte[] box = key.encrypt(number, isLast, Arrays.copyOf(piece, filled));
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(box.length).array());
        out.write(box);
        number++;
        filled = 0;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            writePiece(true);
            out.close();
        }
    }
}
