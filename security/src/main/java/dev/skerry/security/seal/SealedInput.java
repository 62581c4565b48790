// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;

/// Reads what [SealedOutput] has written. A piece is handed out only after its seal was found whole; the end, only
/// if it is the real one. One thread reads.
public final class SealedInput extends InputStream {
    private final PushbackInputStream in;
    private final StreamKey key;
    private byte[] piece = new byte[0];
    private int read;
    private long number;
    private boolean isLast;

    public SealedInput(InputStream in, StreamKey key) {
        this.in = new PushbackInputStream(in, 1);
        this.key = key;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    /// @throws SealException if the text was changed or cut
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (read == piece.length) {
            if (isLast) {
                return -1;
            }
            readPiece();
        }
        int part = Math.min(length, piece.length - read);
        System.arraycopy(piece, read, bytes, offset, part);
        read += part;
        return part;
    }

    private void readPiece() throws IOException {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length < Integer.BYTES) {
            throw new EOFException("the encrypted text is cut off");
        }
        int length = ByteBuffer.wrap(head).getInt();
        if (length < Aead.TAG_BYTES || length > StreamKey.PIECE_BYTES + Aead.TAG_BYTES) {
            throw new SealException(SealException.Reason.DAMAGED, "a piece of " + length + " bytes");
        }
        byte[] box = in.readNBytes(length);
        if (box.length < length) {
            throw new EOFException("the encrypted text is cut off");
        }
        int next = in.read();
        isLast = next < 0;
        if (!isLast) {
            in.unread(next);
        }
        piece = key.decrypt(number, isLast, box);
        read = 0;
        number++;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
