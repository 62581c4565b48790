// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Login;
import dev.skerry.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// This server's member of etcd: begun or joined, started, started again whenever it ends, and given its vote
/// when it has caught up. Taken out of its cluster it stays down.
public final class EtcdMember implements AutoCloseable {
    private static final Log LOG = Log.of("store.etcd.member");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final MemberConfig config;
    private final Clock clock;
    private final RandomGenerator random;
    private final TaskGroup tasks = new TaskGroup();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable MemberProcess process;

    @GuardedBy("lock")
    private boolean isClosed;

    private volatile boolean isOver;

    private EtcdMember(MemberConfig config, Clock clock, RandomGenerator random) {
        this.config = config;
        this.clock = clock;
        this.random = random;
    }

    /// The first member of a new cluster, or whatever this one has been before.
    public static EtcdMember begin(MemberConfig config, Clock clock, RandomGenerator random) {
        var member = new EtcdMember(config, clock, random);
        member.start(
                List.of("--initial-cluster=" + config.name() + "=" + config.peerUrl(), "--initial-cluster-state=new"));
        return member;
    }

    /// One more member of the cluster that answers at these addresses, unless this one has been one before: then
    /// it starts without asking anybody, since all servers of a site may be starting at once.
    ///
    /// @throws TerminalException if a person has to do something first
    public static EtcdMember join(MemberConfig config, List<Address> others, Clock clock, RandomGenerator random)
            throws InterruptedException {
        var member = new EtcdMember(config, clock, random);
        List<String> cluster = config.hasData() ? List.of() : member.becomeMember(others);
        member.start(cluster);
        if (!others.isEmpty()) {
            member.tasks.start("etcd vote", () -> member.promoteOurselves(others));
        }
        return member;
    }

    private List<String> becomeMember(List<Address> others) throws InterruptedException {
        try (var client = new EtcdClient(others, new Login.None(), config.tls(), PATIENCE, clock)) {
            var membership = new Membership(client);
            while (true) {
                try {
                    switch (JoinPlan.next(config.name(), config.peerUrl(), membership.members())) {
                        case JoinPlan.Step.Add() -> membership.addLearner(config.peerUrl());
                        case JoinPlan.Step.RemoveFormerSelf(long id) -> membership.remove(id);
                        case JoinPlan.Step.Start(String cluster) -> {
                            return List.of("--initial-cluster=" + cluster, "--initial-cluster-state=existing");
                        }
                        case JoinPlan.Step.Wait(String because) -> {
                            LOG.info("waiting to join", "because", because);
                            clock.sleep(GLANCE);
                        }
                        case JoinPlan.Step.Refuse(String because) -> throw new TerminalException("NotJoined", because);
                    }
                } catch (StoreUnavailableException away) {
                    LOG.warn("cannot join yet; trying again", "because", away.getMessage());
                    clock.sleep(GLANCE.multipliedBy(2));
                }
            }
        }
    }

    private void start(List<String> cluster) {
        Leftover.stop(config);
        MemberProcess first = MemberProcess.start(config.command(cluster));
        hold(first);
        tasks.startBlocking("etcd member", () -> supervise(first, cluster));
    }

    private void supervise(MemberProcess first, List<String> cluster) throws Exception {
        MemberProcess running = first;
        Supervision.Running state = Supervision.first(clock.nanos()).started(clock.nanos());
        while (true) {
            boolean isRemoved = running.listen();
            if (isClosed()) {
                return;
            }
            switch (state.ended(isRemoved, clock.nanos(), random)) {
                case Supervision.Due due -> {
                    clock.sleep(due.remaining(clock.nanos()));
                    running = MemberProcess.start(config.command(config.hasData() ? List.of() : cluster));
                    hold(running);
                    state = due.started(clock.nanos());
                }
                case Supervision.Over() -> {
                    isOver = true;
                    LOG.error(
                            "this server was removed from its site; to join again, stop it, delete the folder, and start it",
                            "folder",
                            config.folder());
                    return;
                }
                case Supervision.Running _ -> throw new IllegalStateException("ended, and runs");
            }
        }
    }

    /// A member that was added listens first; when it has caught up it gets its vote. The others are asked, since
    /// one that listens answers no such question.
    private void promoteOurselves(List<Address> others) throws InterruptedException {
        try (var client = new EtcdClient(others, new Login.None(), config.tls(), PATIENCE, clock)) {
            var membership = new Membership(client);
            while (!hasVote(membership)) {
                clock.sleep(GLANCE);
            }
        }
    }

    private boolean hasVote(Membership membership) {
        try {
            Optional<Member> us = membership.members().stream()
                    .filter(member -> member.peerUrls().contains(config.peerUrl()))
                    .findFirst();
            if (us.isPresent()
                    && us.get().isLearner()
                    && us.get().hasStarted()
                    && membership.promote(us.get().id())) {
                LOG.info("this server has its vote", "name", config.name());
                return true;
            }
            return us.isPresent() && !us.get().isLearner();
        } catch (StoreUnavailableException _) {
            // Most are away: asked again.
            return false;
        }
    }

    /// A client of the member on this machine.
    public EtcdClient client() {
        return new EtcdClient(List.of(config.local()), new Login.None(), config.tls(), PATIENCE, clock);
    }

    /// The process that runs now; for tests and for people who look.
    public long pid() {
        lock.lock();
        try {
            return process == null ? -1 : process.pid();
        } finally {
            lock.unlock();
        }
    }

    /// Whether it was taken out of its cluster.
    public boolean isOver() {
        return isOver;
    }

    private void hold(MemberProcess started) {
        boolean isTooLate;
        lock.lock();
        try {
            process = started;
            isTooLate = isClosed;
        } finally {
            lock.unlock();
        }
        if (isTooLate) {
            started.stop();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        MemberProcess running;
        lock.lock();
        try {
            isClosed = true;
            running = process;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.stop();
        }
        tasks.close();
    }
}
