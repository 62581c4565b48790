// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends an HTTP/2 connection that carries nothing. Before its first stream the client is a stranger who may
/// be dribbling its headers, and has as long as a request may take to arrive; later it has as long as a
/// connection may rest. Only the connection's event loop touches these fields.
final class Http2Lifetime extends ChannelInboundHandlerAdapter {
    /// More than a stream may send, so that one upload that is not read holds up no other.
    private static final int CONNECTION_WINDOW = 1024 * 1024;

    private static final long CHECK_SECONDS_MAX = 15;

    private final Http2Connection connection;
    private final Exchanges exchanges;
    private long restingSince;
    private int lastStream;
    private @Nullable Future<?> nextCheck;

    Http2Lifetime(Http2Connection connection, Exchanges exchanges) {
        this.connection = connection;
        this.exchanges = exchanges;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
        restingSince = exchanges.clock().nanos();
        connection
                .local()
                .flowController()
                .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW - Short.MAX_VALUE * 2 - 1);
        ctx.flush();
        scheduleCheck(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset connection, or bytes that are no TLS: the codec has answered what is no HTTP/2 already.
        ctx.close();
    }

    private void scheduleCheck(ChannelHandlerContext ctx) {
        long next = Math.clamp(exchanges.settings().receiveTimeout().toSeconds() / 2, 1, CHECK_SECONDS_MAX);
        nextCheck = ctx.executor().schedule(() -> check(ctx), next, TimeUnit.SECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        long now = exchanges.clock().nanos();
        int newest = connection.remote().lastStreamCreated();
        if (connection.numActiveStreams() > 0 || newest != lastStream) {
            restingSince = now;
            lastStream = newest;
        }
        var settings = exchanges.settings();
        Duration limit = newest == 0 ? settings.receiveTimeout() : settings.idleTimeout();
        if (now - restingSince > limit.toNanos()) {
            ctx.close();
        } else {
            scheduleCheck(ctx);
        }
    }
}
