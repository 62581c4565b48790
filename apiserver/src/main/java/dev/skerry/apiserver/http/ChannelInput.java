// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What arrives on a connection that has left HTTP, as a stream to read from. When the reader falls behind
/// by more than the bound, the socket is no longer read: TCP holds the sender back.
final class ChannelInput extends ChannelInboundHandlerAdapter {
    private static final int QUEUED_MAX = 128 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final WriteGate gate;

    @GuardedBy("lock")
    private final Deque<ByteBuf> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private int queued;

    @GuardedBy("lock")
    private boolean isOver;

    private volatile @Nullable ChannelHandlerContext context;

    ChannelInput(WriteGate gate) {
        this.gate = gate;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            io.netty.util.ReferenceCountUtil.release(message);
            return;
        }
        lock.lock();
        try {
            if (isOver || !bytes.isReadable()) {
                bytes.release();
                return;
            }
            queue.add(bytes);
            queued += bytes.readableBytes();
            ctx.channel().config().setAutoRead(queued < QUEUED_MAX);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        gate.open();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        gate.open();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset or a broken TLS record: either way the conversation is over.
        ctx.close();
    }

    /// Ends the stream after what is queued.
    void end() {
        lock.lock();
        try {
            isOver = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Gives back whatever nobody will read any more.
    void release() {
        lock.lock();
        try {
            isOver = true;
            queue.forEach(ByteBuf::release);
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return length == 0 ? 0 : take(target, offset, length);
            }
        };
    }

    private int take(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (queue.isEmpty() && !isOver) {
                arrived.await();
            }
            ByteBuf first = queue.peek();
            if (first == null) {
                return -1;
            }
            int count = Math.min(length, first.readableBytes());
            first.readBytes(target, offset, count);
            queued -= count;
            if (!first.isReadable()) {
                queue.remove().release();
            }
            resumeReading();
            return count;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var stopped = new InterruptedIOException("told to stop while reading");
            stopped.initCause(e);
            throw stopped;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void resumeReading() {
        ChannelHandlerContext current = context;
        if (current != null && queued < QUEUED_MAX / 2) {
            current.channel().config().setAutoRead(true);
        }
    }
}
