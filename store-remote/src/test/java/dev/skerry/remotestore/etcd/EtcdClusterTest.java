// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.store.Change;
import dev.skerry.store.Revision;
import dev.skerry.store.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three members of which one is killed, cut off, or no longer the leader, while there is load.
@Tag("engines")
class EtcdClusterTest {
    @TempDir
    Path folder;

    private List<EtcdServer> members;
    private EtcdStore store;
    private Load load;
    private final List<Change> told = new CopyOnWriteArrayList<>();
    private final TaskGroup watching = new TaskGroup();

    @BeforeEach
    void startLoad() throws Exception {
        members = EtcdServer.three(folder);
        List<Address> endpoints = members.stream().map(EtcdServer::address).toList();
        EtcdConfig config = EtcdConfig.server(endpoints).withTimeout(Duration.ofSeconds(5));
        store = EtcdStore.open(config, SystemClock.CLOCK, new Random(1));
        Watch watch = store.watch("/load/", Revision.NONE);
        watching.start("watch", () -> listen(watch));
        load = new Load(store, 4);
        load.awaitMore(100);
    }

    private void listen(Watch watch) throws InterruptedException {
        while (true) {
            switch (watch.next(Duration.ofSeconds(1))) {
                case Watch.Next.Changes(List<Change> changes) -> told.addAll(changes);
                case Watch.Next.Quiet _ -> {
                    // The cluster is without a leader.
                }
                case Watch.Next.Lost(String reason) -> throw new AssertionError(reason);
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        load.close();
        watching.close();
        store.close();
        for (EtcdServer member : members) {
            member.stop();
        }
    }

    @Test
    void writesGoOnWhenTheMemberThatIsAskedIsKilled() throws Exception {
        members.getFirst().kill();
        load.awaitMore(100);
        members.getFirst().start();
        members.getFirst().awaitListening();
        load.awaitMore(100);
        verify();
    }

    @Test
    void writesGoOnWhenTheLeaderIsKilled() throws Exception {
        EtcdServer leader = leader();
        leader.kill();
        load.awaitMore(100);
        leader.start();
        leader.awaitListening();
        load.awaitMore(100);
        verify();
    }

    @Test
    void writesGoOnWhenTheMemberThatIsAskedFallsSilent() throws Exception {
        members.getFirst().hold();
        load.awaitMore(100);
        members.getFirst().release();
        load.awaitMore(100);
        verify();
    }

    @Test
    void aMemberThatIsCutOffFromTheOthersIsLeftAndWritesGoOnWhenTheyAreBack() throws Exception {
        members.get(1).hold();
        members.get(2).hold();
        awaitFailure();
        members.get(1).release();
        load.awaitMore(100);
        members.get(2).release();
        verify();
    }

    @Test
    void aChangeOfTheLeaderIsHardlyNoticed() throws Exception {
        EtcdServer leader = leader();
        EtcdServer next =
                members.stream().filter(member -> member != leader).findFirst().orElseThrow();
        String id = next.ctl("endpoint", "status").split(", ")[1];
        leader.ctl("move-leader", id);
        load.awaitMore(100);

        assertThat(next.isLeader()).isTrue();
        verify();
    }

    private EtcdServer leader() throws Exception {
        for (EtcdServer member : members) {
            if (member.isLeader()) {
                return member;
            }
        }
        throw new IllegalStateException("there is no leader");
    }

    private void awaitFailure() throws InterruptedException {
        long before = load.failures();
        for (int i = 0; load.failures() == before; i++) {
            assertThat(i).as("tenths of a second without a failure").isLessThan(300);
            SystemClock.CLOCK.sleep(Duration.ofMillis(100));
        }
    }

    /// Nothing that was acknowledged is lost, and the watch was told each write once and in order.
    private void verify() throws Exception {
        load.verify();
        Revision last = store.range("/load/", "/load/", 10).entries().stream()
                .map(entry -> entry.modified())
                .max(Revision::compareTo)
                .orElseThrow();
        for (int i = 0; told.isEmpty() || last.isAfter(told.getLast().revision()); i++) {
            assertThat(i).as("tenths of a second until the watch has told all").isLessThan(300);
            SystemClock.CLOCK.sleep(Duration.ofMillis(100));
        }
        var revisions = new ArrayList<>(told.stream().map(Change::revision).toList());
        assertThat(revisions).isSorted().doesNotHaveDuplicates();
        // Nobody else writes: the revisions of this store have no gap.
        assertThat(revisions).hasSize((int) last.value());
    }
}
