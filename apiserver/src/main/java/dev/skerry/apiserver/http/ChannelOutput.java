// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A connection as a stream to write to. Holds no buffer while nothing is pending: ten thousand idle
/// watches must not cost ten thousand buffers. Used by one thread.
final class ChannelOutput extends OutputStream {
    private static final int PIECE_MAX = 64 * 1024;

    private final Channel channel;
    private final WriteGate gate;
    private final Function<ByteBuf, Object> frame;
    private @Nullable ByteBuf pending;

    /// @param frame what carries bytes on this connection: an HTTP chunk, or the bytes themselves
    ChannelOutput(Channel channel, WriteGate gate, Function<ByteBuf, Object> frame) {
        this.channel = channel;
        this.gate = gate;
        this.frame = frame;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            ByteBuf piece = pending;
            if (piece == null) {
                piece = channel.alloc().buffer(Math.min(PIECE_MAX, Math.max(left, 512)), PIECE_MAX);
                pending = piece;
            }
            int count = Math.min(left, PIECE_MAX - piece.readableBytes());
            piece.writeBytes(bytes, from, count);
            from += count;
            left -= count;
            if (piece.readableBytes() == PIECE_MAX) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        ByteBuf piece = pending;
        if (piece == null) {
            return;
        }
        pending = null;
        try {
            gate.pass();
        } catch (IOException e) {
            piece.release();
            throw e;
        }
        channel.writeAndFlush(frame.apply(piece), channel.voidPromise());
    }

    /// Gives back what was not flushed; the connection stays open.
    @Override
    public void close() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }
}
