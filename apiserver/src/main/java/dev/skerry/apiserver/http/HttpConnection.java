// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/1.1, or one stream of HTTP/2; one request at a time: gathers the body, starts the exchange,
/// and only looks at the
/// next request when the answer is written. What a client sends ahead stays held, and the socket unread.
/// Only the connection's event loop touches these fields.
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final long CHECK_SECONDS = 15;
    private static final long LINGER_SECONDS = 2;

    private final Exchanges exchanges;
    private final Deque<HttpObject> held = new ArrayDeque<>();
    private @Nullable IncomingRequest incoming;
    private @Nullable Exchange exchange;
    private boolean isRefused;
    private boolean isHeadBegun;
    private long waitingSince;
    private @Nullable Future<?> nextCheck;

    HttpConnection(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        waitingSince = exchanges.clock().nanos();
        long first = Math.max(
                1, Math.min(CHECK_SECONDS, exchanges.settings().receiveTimeout().toSeconds()));
        nextCheck = ctx.executor().schedule(() -> checkTimeouts(ctx), first, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        // A stream lives for milliseconds: its check must not keep it in memory for seconds.
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject part) || isRefused) {
            ReferenceCountUtil.release(message);
        } else if (exchange != null) {
            held.add(part);
            ctx.channel().config().setAutoRead(false);
        } else {
            receive(ctx, part);
        }
    }

    /// Bytes have come that are no message yet: the head of a request, as far as we know. From its first byte on
    /// it has as long as a request has, or whoever sends a letter a minute would stay for good.
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange == null && incoming == null && !isHeadBegun) {
            isHeadBegun = true;
            waitingSince = exchanges.clock().nanos();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.gate().open();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (exchange != null) {
            exchange.clientLeft();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset connection or bytes that are no TLS: nobody is left to tell.
        ctx.close();
    }

    /// The answer is written.
    void finished(ChannelHandlerContext ctx, boolean isKept) {
        exchange = null;
        waitingSince = exchanges.clock().nanos();
        if (!isKept || !ctx.channel().isActive()) {
            ctx.channel().close();
            return;
        }
        while (exchange == null && !isRefused && !held.isEmpty()) {
            receive(ctx, held.remove());
        }
        if (exchange == null) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void receive(ChannelHandlerContext ctx, HttpObject part) {
        try {
            if (part.decoderResult().isFailure()) {
                refuse(ctx, statusOf(part.decoderResult().cause()), "the request is not HTTP as we understand it");
                return;
            }
            if (part instanceof HttpRequest head) {
                begin(ctx, head);
            }
            if (part instanceof HttpContent content && incoming != null && !isRefused) {
                gather(ctx, content, incoming);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        isHeadBegun = false;
        waitingSince = exchanges.clock().nanos();
        var fresh = new IncomingRequest(head, exchanges.settings().bodyMax());
        incoming = fresh;
        if (fresh.announcesTooMuch()) {
            refuseBody(ctx);
        } else if (fresh.wantsContinue()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void gather(ChannelHandlerContext ctx, HttpContent content, IncomingRequest request) {
        if (!request.append(content.content())) {
            refuseBody(ctx);
        } else if (content instanceof LastHttpContent) {
            incoming = null;
            start(ctx, request);
        }
    }

    private void start(ChannelHandlerContext ctx, IncomingRequest arrived) {
        Request request;
        try {
            request = arrived.finish(certificates(ctx), remoteAddress(ctx));
        } catch (IllegalArgumentException e) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "the path or query is not well encoded");
            return;
        }
        var fresh = new Exchange(ctx, this, arrived, exchanges);
        exchange = fresh;
        fresh.setAlarm(request);
        exchanges.start(fresh, request);
    }

    private void refuseBody(ChannelHandlerContext ctx) {
        refuse(
                ctx,
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "limit is " + exchanges.settings().bodyMax());
    }

    /// Answers a request that never becomes one, and closes: what follows on the wire is not to be trusted.
    /// Closing at once would reset the connection under whoever is still sending, and lose the answer: for a
    /// moment the rest is read and thrown away.
    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
        isRefused = true;
        incoming = null;
        ctx.writeAndFlush(Refusal.of(status, why)).addListener(_ -> {
            // A stream of HTTP/2 is no duplex channel: its answer ends our half by itself.
            if (ctx.channel() instanceof DuplexChannel duplex && ctx.pipeline().get(SslHandler.class) == null) {
                duplex.shutdownOutput();
            }
        });
        ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private void checkTimeouts(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive() || ctx.isRemoved()) {
            return;
        }
        var settings = exchanges.settings();
        var limit = incoming == null && !isHeadBegun ? settings.idleTimeout() : settings.receiveTimeout();
        if (exchange == null && exchanges.clock().nanos() - waitingSince > limit.toNanos()) {
            ctx.close();
            return;
        }
        long next =
                Math.max(1, Math.min(CHECK_SECONDS, settings.receiveTimeout().toSeconds()));
        nextCheck = ctx.executor().schedule(() -> checkTimeouts(ctx), next, TimeUnit.SECONDS);
    }

    private static HttpResponseStatus statusOf(Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private static String remoteAddress(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress address ? address.getHostString() : "";
    }

    /// Sorted once for a connection: it costs a signature to verify.
    private static ClientTrust.Shown certificates(ChannelHandlerContext ctx) {
        var connection = ctx.channel() instanceof Http2StreamChannel stream ? stream.parent() : ctx.channel();
        var known = connection.attr(ClientTrust.SHOWN);
        if (known.get() == null) {
            known.set(sorted(connection));
        }
        return known.get();
    }

    private static ClientTrust.Shown sorted(Channel connection) {
        var tls = connection.pipeline().get(SslHandler.class);
        if (tls == null) {
            return ClientTrust.Shown.NOTHING;
        }
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            var chain = Arrays.stream(shown).map(X509Certificate.class::cast).toList();
            return connection.attr(ClientTrust.OF_CONNECTION).get().sort(chain);
        } catch (SSLPeerUnverifiedException _) {
            // The usual case for anyone with a token: no certificate was shown.
            return ClientTrust.Shown.NOTHING;
        }
    }
}
