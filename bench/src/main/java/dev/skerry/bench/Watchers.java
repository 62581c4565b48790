// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Thousands of watches over TLS connections of their own, as lean as can be: bytes are looked through for the end
/// of an event, and its time is noted.
final class Watchers implements AutoCloseable {
    /// More handshakes at once would only wait for each other.
    private static final int CONNECTING_MAX = 64;

    private final URI server;
    private final SslContext tls;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long[] arrivals = new long[0];
    private volatile CountDownLatch expected = new CountDownLatch(0);

    Watchers(URI server, Path kubeconfig) throws Exception {
        this.server = server;
        String config = Files.readString(kubeconfig);
        this.tls = SslContextBuilder.forClient()
                .keyManager(pem(config, "client-certificate-data"), pem(config, "client-key-data"))
                .trustManager(pem(config, "certificate-authority-data"))
                .endpointIdentificationAlgorithm("")
                .build();
    }

    private static ByteArrayInputStream pem(String config, String field) {
        var matcher = Pattern.compile(field + ": *\"?([A-Za-z0-9+/=]+)").matcher(config);
        if (!matcher.find()) {
            throw new IllegalStateException("the kubeconfig has no " + field);
        }
        return new ByteArrayInputStream(Base64.getDecoder().decode(matcher.group(1)));
    }

    /// Opens so many watches; returns when each has got its headers.
    void open(int count, String target) throws InterruptedException {
        var slots = new Semaphore(CONNECTING_MAX);
        var ready = new CountDownLatch(count);
        int first = channels.size();
        for (int i = 0; i < count; i++) {
            slots.acquire();
            int number = first + i;
            var bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.SO_RCVBUF, 16 << 10)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(tls.newHandler(channel.alloc()), new Watch(number, target, () -> {
                                        slots.release();
                                        ready.countDown();
                                    }));
                        }
                    });
            channels.add(bootstrap.connect(server.getHost(), server.getPort()).channel());
        }
        if (!ready.await(180, TimeUnit.SECONDS) || failures.get() > 0) {
            throw new IllegalStateException(ready.getCount() + " watches not open, " + failures + " failed");
        }
    }

    /// The last so many watches read nothing any more, and so take nothing in.
    void stopReading(int count) {
        channels.subList(channels.size() - count, channels.size())
                .forEach(channel -> channel.config().setAutoRead(false));
    }

    /// How many milliseconds each of the first `count` watches waits for the event that an action makes.
    double[] milliseconds(int count, Runnable action) throws InterruptedException {
        arrivals = new long[count];
        expected = new CountDownLatch(count);
        long from = SystemClock.CLOCK.nanos();
        action.run();
        if (!expected.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(expected.getCount() + " of " + count + " watches were told nothing");
        }
        var waits = new double[count];
        for (int i = 0; i < count; i++) {
            waits[i] = (arrivals[i] - from) / 1e6;
        }
        return waits;
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Watch extends SimpleChannelInboundHandler<ByteBuf> {
        private final int number;
        private final String target;
        private final Runnable opened;
        private boolean isOpen;

        Watch(int number, String target, Runnable opened) {
            this.number = number;
            this.target = target;
            this.opened = opened;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: " + server.getHost()
                    + "\r\nAccept: application/json\r\nUser-Agent: bench\r\n\r\n";
            context.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (!isOpen) {
                isOpen = true;
                if (!bytes.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200")) {
                    failures.incrementAndGet();
                }
                opened.run();
                return;
            }
            // An event ends with its line; the framing of chunks has carriage returns before its own.
            int end = bytes.indexOf(bytes.readerIndex() + 1, bytes.writerIndex(), (byte) '\n');
            while (end >= 0 && bytes.getByte(end - 1) != '}') {
                end = bytes.indexOf(end + 1, bytes.writerIndex(), (byte) '\n');
            }
            long[] times = arrivals;
            if (end >= 0 && number < times.length && times[number] == 0) {
                times[number] = SystemClock.CLOCK.nanos();
                expected.countDown();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.incrementAndGet();
            context.close();
        }
    }
}
