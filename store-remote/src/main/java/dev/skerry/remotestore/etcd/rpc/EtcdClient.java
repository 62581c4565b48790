// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd.rpc;

import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.rpc.RpcFailure.Kind;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreTooLargeException;
import dev.skerry.store.StoreUnavailableException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One etcd cluster, through any of its members.
///
/// A call that a member has certainly not taken goes to the next one, and round again while they elect a
/// leader, until its time is over. A read goes on elsewhere also when a member falls silent. A write that may
/// have been done is never repeated: only its caller knows what that would mean.
public final class EtcdClient implements AutoCloseable {
    /// Of a read's time, so much for one member: a silent one leaves time for two others.
    private static final int SHARE_OF_A_READ = 3;

    /// Between rounds in which no member had a leader.
    private static final Duration ROUND_PAUSE = Duration.ofMillis(100);

    private final Duration timeout;
    private final Clock clock;
    private final EventLoopGroup loop;
    private final Members members;
    private final Session session;

    /// @param timeout after which a call is given up
    public EtcdClient(List<Address> addresses, Login login, TlsFiles tls, Duration timeout, Clock clock) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no etcd endpoint");
        }
        this.timeout = timeout;
        this.clock = clock;
        this.loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("etcd", true), NioIoHandler.newFactory());
        this.members = new Members(addresses.stream()
                .map(address -> new Connection(address, tls, loop))
                .toList());
        this.session = new Session(login);
    }

    /// A call that may be made twice.
    ///
    /// @throws RpcFailure if etcd refuses it ([Kind#COMPACTED], [Kind#REFUSED])
    public byte[] read(Method method, byte[] request) throws RpcFailure {
        return new Attempts(method, request, true).run();
    }

    /// A call that must not be made twice.
    ///
    /// @throws RpcFailure if etcd refuses it ([Kind#COMPACTED], [Kind#REFUSED])
    public byte[] write(Method method, byte[] request) throws RpcFailure {
        return new Attempts(method, request, false).run();
    }

    /// Opens a stream to the member that is asked now.
    public Stream open(Method method) throws RpcFailure {
        Connection over = members.current();
        try {
            return over.open(method, session.metadata(over, timeout.dividedBy(SHARE_OF_A_READ)));
        } catch (RpcFailure failed) {
            members.leave(over);
            throw failed;
        }
    }

    /// A stream has broken or fallen silent: the next one goes to another member, with a new login.
    public void leave(Address address) {
        session.forget();
        Connection current = members.current();
        if (current.address().equals(address)) {
            members.leave(current);
        }
    }

    @Override
    public void close() {
        members.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /// The way of one call from member to member.
    private final class Attempts {
        private final Method method;
        private final byte[] request;
        private final boolean isRead;
        private final long giveUpAt;

        /// The last failure at each member, in the order in which they were asked.
        private final Map<Address, RpcFailure> failures = new LinkedHashMap<>();

        Attempts(Method method, byte[] request, boolean isRead) {
            this.method = method;
            this.request = request;
            this.isRead = isRead;
            this.giveUpAt = clock.nanos() + timeout.toNanos();
        }

        byte[] run() throws RpcFailure {
            boolean hasLoggedInAnew = false;
            for (int attempt = 1; ; attempt++) {
                Connection over = members.current();
                try {
                    Duration each = timeOfAnAttempt();
                    return over.call(method, request, session.metadata(over, each), each);
                } catch (RpcFailure failed) {
                    if (failed.kind() == Kind.LOGIN_NEEDED && !hasLoggedInAnew) {
                        hasLoggedInAnew = true;
                        session.forget();
                        continue;
                    }
                    requireAnotherAttempt(failed);
                    members.leave(over);
                    failures.put(over.address(), failed);
                    pauseAfter(attempt);
                }
            }
        }

        private Duration timeOfAnAttempt() {
            long left = Math.max(giveUpAt - clock.nanos(), 1);
            long most = isRead ? timeout.toNanos() / SHARE_OF_A_READ : left;
            return Duration.ofNanos(Math.min(left, most));
        }

        private void requireAnotherAttempt(RpcFailure failed) throws RpcFailure {
            switch (failed.kind()) {
                case NOT_TAKEN -> {
                    // The next member may take it.
                }
                case UNCERTAIN -> {
                    if (!isRead) {
                        members.leave(members.current());
                        throw StoreUnavailableException.perhapsWritten(
                                "etcd did not answer a write; it may have been done or not: " + failed.getMessage(),
                                failed);
                    }
                }
                case FULL ->
                    throw new StoreFullException(
                            "etcd's database is full (its quota is reached): compact and defragment it, or raise"
                                    + " --quota-backend-bytes, and then disarm the alarm with 'etcdctl alarm disarm': "
                                    + failed.getMessage(),
                            failed);
                case TOO_LARGE ->
                    throw new StoreTooLargeException(
                            "more than etcd takes at once; its --max-request-bytes and --max-txn-ops say how much: "
                                    + failed.getMessage(),
                            failed);
                case DENIED, LOGIN_NEEDED ->
                    throw StoreUnavailableException.notWritten(
                            "etcd does not let us; give a user that may read and write the prefix: "
                                    + failed.getMessage(),
                            failed);
                case COMPACTED, REFUSED -> throw failed;
            }
        }

        /// After a whole round; ends the call when its time is over, or when nobody is there at all.
        private void pauseAfter(int attempt) {
            if (attempt % members.count() != 0) {
                return;
            }
            boolean isWorthWaiting = failures.values().stream()
                    .anyMatch(failure -> String.valueOf(failure.getMessage()).contains("etcdserver:"));
            if (!isWorthWaiting || giveUpAt - clock.nanos() <= ROUND_PAUSE.toNanos()) {
                throw nobody();
            }
            try {
                clock.sleep(ROUND_PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw nobody();
            }
        }

        private StoreUnavailableException nobody() {
            RpcFailure last = List.copyOf(failures.values()).getLast();
            String each = String.join(
                    "; ", failures.values().stream().map(Throwable::getMessage).toList());
            return StoreUnavailableException.notWritten(
                    "no endpoint of etcd answers; see that it runs and can be reached: " + each, last);
        }
    }
}
