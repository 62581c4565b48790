// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.Certificates;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members of a real etcd, begun, joined, killed, removed and restored, over TLS.
@Tag("engines")
class EtcdMemberTest {
    private static final Key KEY = new Key("/a");
    private static final byte[] VALUE = "1".getBytes(UTF_8);

    @TempDir
    Path folder;

    private TlsFiles tls;
    private final List<MemberConfig> configs = new ArrayList<>();
    private final List<EtcdMember> members = new ArrayList<>();

    @BeforeEach
    void makeCertificates() throws Exception {
        var certificates = new Certificates(folder);
        tls = new TlsFiles(
                Optional.of(certificates.authority()),
                Optional.of(certificates.certificate("server")),
                Optional.of(certificates.key("server")));
        for (String name : List.of("one", "two", "three")) {
            configs.add(new MemberConfig(
                    "etcd", name, folder.resolve(name), InetAddress.getLoopbackAddress(), freePort(), freePort(), tls));
        }
    }

    @AfterEach
    void stop() {
        members.forEach(EtcdMember::close);
    }

    @Test
    void threeServersJoinGetTheirVotesAndLoseOneWithoutLosingWrites() throws Exception {
        begin();
        try (Store store = store(configs.getFirst())) {
            Revision made = ((Update.Done) store.create(KEY, VALUE)).revision();
            join(1);
            join(2);
            awaitVotes(3);

            members.get(1).close();
            Revision changed = ((Update.Done) store.update(KEY, VALUE, made)).revision();
            members.set(1, EtcdMember.join(configs.get(1), addresses(), SystemClock.CLOCK, new Random(1)));
            try (Store other = store(configs.get(1))) {
                assertThat(other.find(KEY).orElseThrow().modified()).isEqualTo(changed);
            }
        }
    }

    @Test
    void aMemberThatDiesIsStartedAgain() throws Exception {
        begin();
        try (Store store = store(configs.getFirst())) {
            store.create(KEY, VALUE);
            long before = members.getFirst().pid();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();

            await("another process", () -> members.getFirst().pid() != before);
            await("an answer", () -> isThere(store));
        }
    }

    @Test
    void aServerThatLostItsDataJoinsAsANewMember() throws Exception {
        begin();
        join(1);
        join(2);
        awaitVotes(3);
        members.get(2).close();
        deleteAll(configs.get(2).folder());

        members.set(2, EtcdMember.join(configs.get(2), addresses(), SystemClock.CLOCK, new Random(1)));

        awaitVotes(3);
    }

    @Test
    void aServerThatIsRemovedStaysDown() throws Exception {
        begin();
        join(1);
        awaitVotes(2);
        try (var client = members.getFirst().client()) {
            var membership = new Membership(client);
            Member two = membership.members().stream()
                    .filter(member -> member.name().equals("two"))
                    .findFirst()
                    .orElseThrow();
            long pid = members.get(1).pid();
            membership.remove(two.id());

            await("its end", () -> ProcessHandle.of(pid).isEmpty());
            assertThat(membership.members()).extracting(Member::name).containsExactly("one");
        }
        await("nothing in its place", () -> members.get(1).isOver());
    }

    @Test
    void aSnapshotIsListedPrunedAndRestoredBeyondEveryRevisionThatWasSeen() throws Exception {
        begin();
        var snapshots = new Snapshots(folder.resolve("snapshots"), SystemClock.CLOCK);
        Snapshot taken;
        Revision seen;
        try (Store store = store(configs.getFirst());
                var client = members.getFirst().client()) {
            store.create(KEY, VALUE);
            taken = snapshots.save(client, "by-hand");
            seen = ((Update.Done) store.create(new Key("/later"), VALUE)).revision();
            assertThat(snapshots.list()).extracting(Snapshot::name).containsExactly(taken.name());
            assertThat(Files.getPosixFilePermissions(folder.resolve("snapshots")))
                    .hasSize(3);
        }
        members.getFirst().close();

        Path old = ClusterReset.restore(configs.getFirst(), taken.file(), SystemClock.CLOCK);

        assertThat(old).isDirectory();
        begin();
        try (Store store = store(configs.getFirst())) {
            assertThat(store.find(KEY)).isPresent();
            assertThat(store.find(new Key("/later"))).isEmpty();
            assertThat(store.revision()).isGreaterThan(seen);
            assertThat(store.update(KEY, VALUE, store.find(KEY).orElseThrow().modified()))
                    .isInstanceOf(Update.Done.class);
        }
        assertThat(snapshots.prune("by-hand", 1)).isEmpty();
        assertThat(snapshots.prune("by-hand", 0)).hasSize(1);
        assertThat(snapshots.list()).isEmpty();
    }

    /// Two of three are gone for good, and nobody has a snapshot: what was answered is in the third.
    @Test
    void theLastOfThreeGoesOnAloneWithEverythingThatWasAnsweredAndOthersJoinItAnew() throws Exception {
        begin();
        Revision seen;
        try (Store store = store(configs.getFirst())) {
            join(1);
            join(2);
            awaitVotes(3);
            store.create(KEY, VALUE);
            seen = ((Update.Done) store.create(new Key("/later"), VALUE)).revision();
        }
        members.forEach(EtcdMember::close);
        deleteAll(configs.get(0).folder());
        deleteAll(configs.get(1).folder());

        ClusterReset.forget(configs.get(2), SystemClock.CLOCK);

        members.set(2, EtcdMember.begin(configs.get(2), SystemClock.CLOCK, new Random(1)));
        try (Store store = store(configs.get(2));
                var client = members.get(2).client()) {
            assertThat(new Membership(client).members())
                    .extracting(Member::name)
                    .containsExactly("three");
            assertThat(store.find(KEY)).isPresent();
            assertThat(store.find(new Key("/later")).orElseThrow().modified()).isEqualTo(seen);
            assertThat(((Update.Done) store.create(new Key("/alone"), VALUE)).revision())
                    .isGreaterThan(seen);
            members.set(
                    0,
                    EtcdMember.join(configs.get(0), List.of(configs.get(2).local()), SystemClock.CLOCK, new Random(1)));
            awaitVotes(2);
        }
        try (Store store = store(configs.get(0))) {
            assertThat(store.find(new Key("/alone"))).isPresent();
        }
    }

    @Test
    void whatIsNoSnapshotIsNotRestored() throws Exception {
        begin();
        store(configs.getFirst()).close();
        members.getFirst().close();
        Path junk = Files.writeString(folder.resolve("junk"), "no snapshot");

        assertThatThrownBy(() -> ClusterReset.restore(configs.getFirst(), junk, SystemClock.CLOCK))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("could not restore");
        assertThat(configs.getFirst().hasData()).isTrue();
    }

    @Test
    void whereThereIsNoEtcdItIsSaidWhatToInstall() {
        MemberConfig one = configs.getFirst();
        var missing = new MemberConfig(
                "/nowhere/etcd", "one", one.folder(), one.address(), one.clientPort(), one.peerPort(), tls);

        assertThatThrownBy(() -> EtcdMember.begin(missing, SystemClock.CLOCK, new Random(1)))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("--etcd-binary");
    }

    private void begin() {
        members.add(EtcdMember.begin(configs.getFirst(), SystemClock.CLOCK, new Random(1)));
    }

    private void join(int index) throws Exception {
        members.add(EtcdMember.join(configs.get(index), addresses(), SystemClock.CLOCK, new Random(1)));
    }

    private List<Address> addresses() {
        return List.of(configs.getFirst().local());
    }

    private Store store(MemberConfig config) throws Exception {
        EtcdConfig wanted = EtcdConfig.server(List.of(config.local())).with(tls);
        var opened = new ArrayList<Store>();
        await("a store", () -> {
            opened.add(EtcdStore.open(wanted, SystemClock.CLOCK, new Random(1)));
            return true;
        });
        return opened.getFirst();
    }

    private void awaitVotes(int count) throws Exception {
        try (var client = members.getFirst().client()) {
            await(
                    count + " members with a vote",
                    () -> new Membership(client)
                                    .members().stream()
                                            .filter(member -> member.hasStarted() && !member.isLearner())
                                            .count()
                            == count);
        }
    }

    private static boolean isThere(Store store) {
        return store.find(KEY).isPresent();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 600; i++) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (StoreUnavailableException _) {
                // Not yet.
            }
            SystemClock.CLOCK.sleep(Duration.ofMillis(100));
        }
        throw new AssertionError("a minute went by without " + what);
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
