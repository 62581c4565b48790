// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.telemetry.Log;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One request and its answer, on one virtual thread. A client that leaves interrupts a stream, never a
/// request that is being decided: what was begun is finished, whoever is listening.
final class Exchange {
    private static final Log LOG = Log.of("apiserver.http");
    private static final int WHOLE_MAX = 256 * 1024;

    private final ChannelHandlerContext context;
    private final HttpConnection connection;
    private final IncomingRequest incoming;
    private final Exchanges exchanges;
    private final WriteGate gate;
    private final AtomicReference<@Nullable Thread> answering = new AtomicReference<>();
    private final ReentrantLock lock = new ReentrantLock();

    /// Set before the exchange's own thread begins, and not changed after.
    private @Nullable Future<?> alarm;

    @GuardedBy("lock")
    private @Nullable Thread streaming;

    @GuardedBy("lock")
    private boolean isClientGone;

    Exchange(ChannelHandlerContext context, HttpConnection connection, IncomingRequest incoming, Exchanges exchanges) {
        this.context = context;
        this.connection = connection;
        this.incoming = incoming;
        this.exchanges = exchanges;
        this.gate = new WriteGate(context.channel(), exchanges.settings().stallTimeout());
    }

    WriteGate gate() {
        return gate;
    }

    /// Called by the event loop.
    void clientLeft() {
        gate.open();
        lock.lock();
        try {
            isClientGone = true;
            if (streaming != null) {
                streaming.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Never throws: a failing exchange ends its own connection and no other.
    void run(Request request) {
        boolean isKept = false;
        try {
            Response response = decideInTime(request);
            isKept = isOurs() && answer(response);
        } catch (IOException _) {
            // The client is gone or does not read: closing is all that is left to do.
        } catch (InterruptedException _) {
            // The client left its stream, or the server stops.
        } catch (RuntimeException | Error e) {
            LOG.error("request failed", e, "method", request.method(), "path", request.path());
            if (isOurs()) {
                context.writeAndFlush(
                        Refusal.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed to answer"));
            }
        }
        if (isOurs()) {
            boolean keep = isKept;
            context.executor().execute(() -> connection.finished(context, keep));
        }
    }

    /// @return whether the connection may serve another request
    private boolean answer(Response response) throws IOException, InterruptedException {
        return switch (response) {
            case Response.Full full -> {
                write(full);
                yield incoming.isKeptAlive();
            }
            case Response.Stream stream -> {
                write(stream);
                yield incoming.isKeptAlive() && incoming.takesChunks();
            }
            case Response.Upgrade _
            when context.channel() instanceof Http2StreamChannel -> {
                context.writeAndFlush(
                        Refusal.of(HttpResponseStatus.BAD_REQUEST, "a connection of HTTP/2 cannot leave HTTP"));
                yield true;
            }
            case Response.Upgrade upgrade -> {
                converse(upgrade);
                yield false;
            }
        };
    }

    /// On the event loop, before [#run]: set from another thread an alarm would wake the loop once more for every
    /// request.
    void setAlarm(Request request) {
        exchanges
                .handler()
                .deadline(request)
                .ifPresent(limit -> alarm = context.executor()
                        .schedule(() -> tellLate(limit), limit.after().toNanos(), TimeUnit.NANOSECONDS));
    }

    private Response decideInTime(Request request) throws InterruptedException {
        try {
            return decide(request);
        } finally {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    /// On the event loop. The handler's thread is still at work, and will find that the answer is not its own.
    private void tellLate(Handler.Deadline limit) {
        if (isOurs()) {
            writeWhole(limit.instead().get());
            connection.finished(context, incoming.isKeptAlive());
        }
    }

    /// Whether the calling thread is the one that answers: whoever asks first. What a late handler wrote would
    /// end in the middle of the next answer.
    private boolean isOurs() {
        Thread self = Thread.currentThread();
        return answering.compareAndSet(null, self) || answering.get() == self;
    }

    private Response decide(Request request) throws InterruptedException {
        exchanges.shortOnes().incrementAndGet();
        try {
            return exchanges.handler().handle(request);
        } finally {
            exchanges.shortOnes().decrementAndGet();
        }
    }

    private void write(Response.Full full) throws IOException {
        byte[] body = full.body();
        if (!hasBody(full) || body.length <= WHOLE_MAX) {
            writeWhole(full);
            return;
        }
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(full.status()));
        addHeaders(head, full);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        context.write(head, context.voidPromise());
        try (var out = new ChannelOutput(context.channel(), gate, DefaultHttpContent::new)) {
            out.write(body, 0, body.length);
            out.flush();
        }
        context.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
    }

    private void writeWhole(Response.Full full) {
        var content = hasBody(full) ? Unpooled.wrappedBuffer(full.body()) : Unpooled.EMPTY_BUFFER;
        var whole =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(full.status()), content);
        addHeaders(whole, full);
        whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, full.body().length);
        context.writeAndFlush(whole, context.voidPromise());
    }

    private boolean hasBody(Response.Full full) {
        return !incoming.isHead() && full.status() != 304 && full.status() != 204;
    }

    private void write(Response.Stream stream) throws IOException, InterruptedException {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(stream.status()));
        addHeaders(head, stream);
        if (incoming.takesChunks()) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        beginStreaming();
        context.writeAndFlush(head, context.voidPromise());
        try (var out = new ChannelOutput(context.channel(), gate, DefaultHttpContent::new)) {
            stream.writer().writeTo(out);
            out.flush();
        } finally {
            endStreaming();
        }
        context.channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, context.voidPromise());
    }

    private void converse(Response.Upgrade upgrade) throws IOException, InterruptedException {
        var head = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        upgrade.headers().forEach((name, value) -> head.headers().set(name, value));
        var input = new ChannelInput(gate);
        beginStreaming();
        context.executor().execute(() -> leaveHttp(head, input));
        try (var out = new ChannelOutput(context.channel(), gate, bytes -> bytes)) {
            upgrade.conversation().run(input.stream(), out);
            out.flush();
        } finally {
            endStreaming();
            input.release();
        }
    }

    /// On the event loop. The codec goes last: bytes that it had already read then reach the raw input.
    private void leaveHttp(HttpResponse head, ChannelInput input) {
        if (!context.channel().isActive()) {
            input.end();
            return;
        }
        watchOverSilence();
        var pipeline = context.pipeline();
        context.writeAndFlush(head, context.voidPromise());
        pipeline.replace(connection, "raw", input);
        pipeline.remove(HttpServerCodec.class);
    }

    /// A conversation may be silent for a minute and its other end gone all the while: an edge node behind a
    /// dead link. The kernel asks, and ends the connection nine seconds after the last sign of life; what is
    /// sent and not confirmed ends it after ten. Only where the epoll transport is there; elsewhere the
    /// conversation's own pings have to do.
    private void watchOverSilence() {
        var config = context.channel().config();
        if (context.channel() instanceof EpollSocketChannel) {
            config.setOption(EpollChannelOption.TCP_KEEPIDLE, 5);
            config.setOption(EpollChannelOption.TCP_KEEPINTVL, 2);
            config.setOption(EpollChannelOption.TCP_KEEPCNT, 2);
            config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, 10_000);
        }
    }

    private void addHeaders(HttpResponse target, Response source) {
        source.headers().forEach((name, value) -> target.headers().set(name, value));
        if (!incoming.isKeptAlive()) {
            target.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void beginStreaming() throws InterruptedException {
        lock.lock();
        try {
            if (isClientGone) {
                throw new InterruptedException("the client left");
            }
            streaming = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    private void endStreaming() {
        lock.lock();
        try {
            streaming = null;
        } finally {
            lock.unlock();
        }
    }
}
