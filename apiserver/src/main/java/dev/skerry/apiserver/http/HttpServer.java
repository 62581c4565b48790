// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Listens for HTTP/2 and HTTP/1.1 over TLS, as the client chooses, and gives each request to a [Handler] on a virtual
/// thread of its own.
///
/// A connection is owned by its event loop, which only moves bytes; an answer is written by the request's
/// thread, which blocks while the client does not read. Everything a client can make us hold is bounded by
/// [ServerSettings].
public final class HttpServer implements AutoCloseable {
    private static final Log LOG = Log.of("apiserver.http");
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ServerSettings settings;
    private final Exchanges exchanges;
    private final Transport transport = Transport.start();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicReference<@Nullable Tls> tls = new AtomicReference<>();
    private final TaskGroup tasks = new TaskGroup();
    private final Channel listener;

    /// @param trust sorts what comes in through the context
    private record Tls(SslContext context, ClientTrust trust) {}

    private HttpServer(ServerSettings settings, Handler handler, Clock clock, Metrics metrics) throws IOException {
        this.settings = settings;
        this.exchanges = new Exchanges(handler, tasks, clock, settings);
        settings.tls().ifPresent(this::renew);
        metrics.gauge("skerry_http_connections", "Open connections.", connections::size);
        var bootstrap = new ServerBootstrap()
                .group(transport.loops())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 256 * 1024))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        prepare(channel);
                    }
                });
        var bound = bootstrap.bind(settings.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new BindException("cannot listen on " + settings.address().getHostString() + ":"
                    + settings.address().getPort() + ": " + reason(bound.cause()));
        }
        this.listener = bound.channel();
    }

    /// Begins to listen.
    ///
    /// @throws BindException if the address cannot be taken; the message says why
    public static HttpServer start(ServerSettings settings, Handler handler, Clock clock, Metrics metrics)
            throws IOException {
        return new HttpServer(settings, handler, clock, metrics);
    }

    /// Where it listens; the port is the real one.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /// Shows another certificate from the next handshake on.
    public void renew(TlsSettings fresh) {
        tls.set(new Tls(TlsContext.of(fresh), ClientTrust.of(fresh)));
    }

    /// Takes no more connections, tells those of HTTP/2 to begin nothing new, gives short requests a few seconds to be
    /// answered, then ends streams and
    /// closes what is left.
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.forEach(Protocols::announceEnd);
        exchanges.drain(CLOSING);
        tasks.close();
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void prepare(Channel channel) {
        if (connections.size() >= settings.connectionsMax()) {
            LOG.warn("connection refused: too many are open", "max", settings.connectionsMax());
            channel.close();
            return;
        }
        connections.add(channel);
        var secured = tls.get();
        if (secured != null) {
            channel.attr(ClientTrust.OF_CONNECTION).set(secured.trust());
            var handler = secured.context().newHandler(channel.alloc());
            handler.setHandshakeTimeout(settings.receiveTimeout().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(handler);
            channel.pipeline().addLast(new ProtocolChoice(exchanges));
        } else {
            Protocols.speakHttp1(channel.pipeline(), exchanges);
        }
    }

    /// The system's own words, without the name of the call that failed.
    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "unknown" : message.replaceFirst("^bind\\(.*\\): ", "");
    }
}
