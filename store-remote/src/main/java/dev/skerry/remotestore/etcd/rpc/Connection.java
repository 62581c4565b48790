// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.remotestore.TlsFiles;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connection to one member, made when it is needed. One that has failed is given up and made anew by the
/// next call: so each call says at once how things stand now, and there is no waiting time to be waited out
/// when the member is back.
final class Connection {
    /// How long a silent connection may be dead unnoticed; etcd cuts off who asks more often than every 5 s.
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(5);

    /// Whoever does not take a connection for so long is passed over, while there is time for the next one.
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final Address address;
    private final TlsFiles tls;
    private final EventLoopGroup loop;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable ManagedChannel channel;

    Connection(Address address, TlsFiles tls, EventLoopGroup loop) {
        this.address = address;
        this.tls = tls;
        this.loop = loop;
    }

    Address address() {
        return address;
    }

    /// One request, one answer.
    byte[] call(Method method, byte[] request, Metadata metadata, Duration timeout) throws RpcFailure {
        ManagedChannel over = channel();
        var mark = new SentMark();
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(mark);
        ClientCall<byte[], byte[]> call = over.newCall(method.descriptor(), options);
        var answer = new Answer();
        call.start(answer, metadata);
        call.request(2);
        call.sendMessage(request);
        call.halfClose();
        Status status = answer.await();
        byte[] message = answer.message;
        if (status.isOk() && message != null) {
            return message;
        }
        RpcFailure failure = RpcFailure.of(address, status, mark.isSent);
        if (isOfTheConnection(failure, status)) {
            giveUp(over);
        }
        throw failure;
    }

    /// A stream of messages in both directions, or in one.
    Stream open(Method method, Metadata metadata) {
        return Stream.start(address, channel().newCall(method.descriptor(), CallOptions.DEFAULT), metadata);
    }

    private static boolean isOfTheConnection(RpcFailure failure, Status status) {
        boolean isOurs =
                status.getDescription() == null || !status.getDescription().startsWith("etcdserver:");
        return isOurs && (failure.kind() == RpcFailure.Kind.NOT_TAKEN || failure.kind() == RpcFailure.Kind.UNCERTAIN);
    }

    private ManagedChannel channel() {
        lock.lock();
        try {
            ManagedChannel known = channel;
            if (known == null) {
                known = connect();
                channel = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private ManagedChannel connect() {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(address.host(), address.port()))
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .eventLoopGroup(loop)
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        if (address.isTls()) {
            builder.overrideAuthority(address.host() + ":" + address.port()).sslContext(TlsContext.of(tls));
        } else {
            builder.usePlaintext();
        }
        return builder.build();
    }

    /// What is under way on it ends by itself.
    private void giveUp(ManagedChannel failed) {
        lock.lock();
        try {
            if (failed.equals(channel)) {
                channel = null;
            }
        } finally {
            lock.unlock();
        }
        failed.shutdown();
    }

    /// Ends what is under way, too.
    void close() {
        lock.lock();
        try {
            if (channel != null) {
                channel.shutdownNow();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether the request has left for the network.
    private static final class SentMark extends ClientStreamTracer.Factory {
        private volatile boolean isSent;

        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void outboundHeaders() {
                    isSent = true;
                }
            };
        }
    }

    /// Whoever waits is told the end and then finds the message.
    private static final class Answer extends ClientCall.Listener<byte[]> {
        private final CountDownLatch isEnded = new CountDownLatch(1);
        private volatile byte @Nullable [] message;
        private volatile Status status = Status.UNKNOWN;

        @Override
        public void onMessage(byte[] arrived) {
            message = arrived;
        }

        @Override
        public void onClose(Status end, Metadata trailers) {
            status = end;
            isEnded.countDown();
        }

        /// The deadline of the call ends this. Who is interrupted waits on all the same, because it would not
        /// know whether its write was done, and finds its interrupt set afterwards.
        Status await() {
            boolean wasInterrupted = false;
            while (true) {
                try {
                    isEnded.await();
                    break;
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
            return status;
        }
    }
}
