// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.spdy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Streams over one connection that has been upgraded to SPDY/3.1. The client opens them. One thread reads;
/// any thread may write. Windows are not kept: clients of this protocol never send them.
public final class SpdyConnection implements AutoCloseable {
    private static final int READ = 16 * 1024;
    private static final int FRAME_MAX = 32 * 1024;

    private final InputStream in;
    private final EmbeddedChannel decoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final ReentrantLock writing = new ReentrantLock();

    @GuardedBy("writing")
    private final OutputStream out;

    @GuardedBy("writing")
    private final EmbeddedChannel encoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));

    /// What the client does.
    public sealed interface Event {
        /// It opens a stream.
        ///
        /// @param headers by lower-case name
        record Opened(int stream, Map<String, String> headers) implements Event {}

        /// It sends data.
        ///
        /// @param isLast whether it will send no more on this stream
        @SuppressWarnings("ArrayRecordComponent")
        record Data(int stream, byte[] data, boolean isLast) implements Event {}

        /// It has no more use for a stream.
        record Reset(int stream) implements Event {}
    }

    public SpdyConnection(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// What the client does next, or empty when it has left.
    ///
    /// @throws IOException if the connection breaks, or what comes is no SPDY
    public Optional<Event> read() throws IOException {
        byte[] buffer = new byte[READ];
        while (true) {
            Object frame = decoder.readInbound();
            if (frame == null) {
                int count = in.read(buffer);
                if (count < 0) {
                    return Optional.empty();
                }
                feed(Unpooled.copiedBuffer(buffer, 0, count));
                continue;
            }
            try {
                if (frame instanceof SpdyGoAwayFrame) {
                    return Optional.empty();
                }
                Optional<Event> event = event(frame);
                if (event.isPresent()) {
                    return event;
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }
    }

    /// Tells the client that a stream it opened is wanted.
    public void accept(int stream) throws IOException {
        var reply = new DefaultSpdySynReplyFrame(stream);
        // Netty writes no header block at all where there are no headers, and clients wait for one.
        reply.headers().set("accepted", "true");
        write(reply);
    }

    public void write(int stream, byte[] data) throws IOException {
        for (int from = 0; from < data.length; from += FRAME_MAX) {
            int length = Math.min(FRAME_MAX, data.length - from);
            write(new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(data, from, length)));
        }
    }

    /// Tells the client that nothing more comes on a stream.
    public void finish(int stream) throws IOException {
        write(new DefaultSpdyDataFrame(stream).setLast(true));
    }

    /// Gives back buffers; the connection itself belongs to whoever opened it.
    @Override
    public void close() {
        decoder.finishAndReleaseAll();
        writing.lock();
        try {
            encoder.finishAndReleaseAll();
        } finally {
            writing.unlock();
        }
    }

    private void feed(ByteBuf bytes) throws IOException {
        try {
            decoder.writeInbound(bytes);
        } catch (RuntimeException e) {
            throw new IOException("what the client sends is no SPDY/3.1: " + e.getMessage(), e);
        }
    }

    private Optional<Event> event(Object frame) throws IOException {
        return switch (frame) {
            case SpdySynStreamFrame opened -> {
                Map<String, String> headers = new HashMap<>();
                opened.headers()
                        .forEach(header -> headers.put(
                                header.getKey().toString().toLowerCase(Locale.ROOT),
                                header.getValue().toString()));
                yield Optional.of(new Event.Opened(opened.streamId(), headers));
            }
            case SpdyDataFrame data ->
                Optional.of(new Event.Data(data.streamId(), ByteBufUtil.getBytes(data.content()), data.isLast()));
            case SpdyRstStreamFrame reset -> Optional.of(new Event.Reset(reset.streamId()));
            case SpdyPingFrame ping -> {
                write(ping);
                yield Optional.empty();
            }
            // Settings, windows and priorities do not concern a server that never waits for them.
            default -> Optional.empty();
        };
    }

    private void write(Object frame) throws IOException {
        writing.lock();
        try {
            encoder.writeOutbound(frame);
            for (ByteBuf bytes = encoder.readOutbound(); bytes != null; bytes = encoder.readOutbound()) {
                bytes.readBytes(out, bytes.readableBytes());
                bytes.release();
            }
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
