// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Change;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreTooLargeException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An etcd of one member that dies, hangs, is full, forgets, or is written to by others.
@Tag("engines")
class EtcdAwayTest {
    private static final Key KEY = new Key("/a");
    private static final byte[] VALUE = "1".getBytes(UTF_8);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private EtcdServer etcd;
    private EtcdStore store;

    private void open(String... flags) throws Exception {
        etcd = EtcdServer.alone(folder, flags);
        store = another();
    }

    private EtcdStore another() {
        EtcdConfig config = EtcdConfig.server(List.of(etcd.address())).withTimeout(Duration.ofSeconds(4));
        return EtcdStore.open(config, SystemClock.CLOCK, new Random(1));
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        etcd.stop();
    }

    @Test
    void noAcknowledgedWriteIsLostWhenEtcdIsKilledUnderLoad() throws Exception {
        open();
        try (var load = new Load(store, 8)) {
            for (int round = 0; round < 5; round++) {
                load.awaitMore(100);
                etcd.kill();
                etcd.start();
            }
            load.awaitMore(100);
            load.verify();
        }
    }

    @Test
    void aWriteThatCannotLeaveIsNotWrittenAndTheStoreRecoversByItself() throws Exception {
        open();
        Revision made = ((Update.Done) store.create(KEY, VALUE)).revision();
        try (Watch watch = store.watch("/", made)) {
            etcd.kill();
            assertThatThrownBy(() -> store.update(KEY, VALUE, made))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            thrown -> assertThat(thrown.mayBeWritten()).isFalse())
                    .hasMessageContaining(etcd.url())
                    .hasMessageContaining("see that it runs");
            assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(StoreUnavailableException.class);
            assertThat(watch.next(Duration.ZERO)).isEqualTo(new Watch.Next.Quiet(made));

            etcd.start();
            etcd.awaitListening();
            Revision changed = updateWhenItIsBack(made);

            assertThat(read(watch, changed)).extracting(Change::revision).containsExactly(changed);
        }
    }

    /// The way to an endpoint that was away is tried again after a moment; until then nothing leaves, nothing is
    /// written.
    private Revision updateWhenItIsBack(Revision expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return ((Update.Done) store.update(KEY, VALUE, expected)).revision();
            } catch (StoreUnavailableException away) {
                assertThat(away.mayBeWritten()).isFalse();
                assertThat(System.nanoTime()).as("it does not come back").isLessThan(end);
            }
        }
    }

    @Test
    void aWriteToAnEtcdThatHangsMayHaveBeenDone() throws Exception {
        open();
        store.create(KEY, VALUE);
        etcd.hold();
        long before = System.nanoTime();

        assertThatThrownBy(() -> store.create(new Key("/b"), VALUE))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        thrown -> assertThat(thrown.mayBeWritten()).isTrue())
                .hasMessageContaining(etcd.url());

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofSeconds(3), PATIENCE);
        etcd.release();
        assertThat(store.find(KEY)).isPresent();
    }

    @Test
    void aWatchThatWasAwayWhileEtcdForgotIsLost() throws Exception {
        open();
        Revision made = ((Update.Done) store.create(KEY, VALUE)).revision();
        try (Watch watch = store.watch("/", made)) {
            etcd.kill();
            EtcdServer elsewhere = etcd.startElsewhere();
            for (int i = 0; i < 5; i++) {
                elsewhere.ctl("put", "/others/key", "" + i);
            }
            String revision = elsewhere.ctl("get", "/others/key", "-w", "fields");
            String now = revision.split("\"Revision\" : ")[1].split("\n")[0];
            elsewhere.ctl("compact", now);
            elsewhere.kill();
            etcd.start();
            etcd.awaitListening();

            assertThat(watch.next(PATIENCE)).isInstanceOf(Watch.Next.Lost.class);
        }
        Revision now = store.revision();
        assertThat(now.isAfter(made)).isTrue();
        assertThat(store.compacted()).isEqualTo(now);
        try (Watch watch = store.watch("/", now)) {
            Revision changed = ((Update.Done) store.update(KEY, VALUE, made)).revision();
            assertThat(read(watch, changed)).extracting(Change::revision).containsExactly(changed);
        }
    }

    @Test
    void twoStoresOverOneEtcdSeeEachOthersWritesAndAreNeverBehindTheirRevision() throws Exception {
        open();
        try (Store other = another();
                Watch watch = other.watch("/", other.revision())) {
            Revision made = ((Update.Done) store.create(KEY, VALUE)).revision();

            assertThat(other.revision()).isEqualTo(made);
            assertThat(read(watch, made)).extracting(Change::revision).containsExactly(made);
            assertThat(other.update(KEY, VALUE, Revision.NONE)).isInstanceOf(Update.Conflict.class);
            Revision changed = ((Update.Done) other.update(KEY, VALUE, made)).revision();
            assertThat(store.find(KEY).orElseThrow().modified()).isEqualTo(changed);
        }
    }

    @Test
    void whereOthersWriteTheRevisionRunsAheadAndWatchesAreBroughtAlong() throws Exception {
        open();
        Revision made = ((Update.Done) store.create(KEY, VALUE)).revision();
        try (Watch watch = store.watch("/", made)) {
            etcd.ctl("put", "/others/key", "1");
            etcd.ctl("put", "/others/key", "2");

            Revision now = store.revision();

            assertThat(now).isEqualTo(new Revision(made.value() + 2));
            assertThat(watch.next(Duration.ZERO)).isEqualTo(new Watch.Next.Quiet(now));
        }
    }

    @Test
    void aFullDatabaseRefusesWritesAndSaysWhatToDo() throws Exception {
        open("--quota-backend-bytes=2000000");
        var large = new byte[300_000];

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 50; i++) {
                        store.create(new Key("/large/" + i), large);
                    }
                })
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("alarm disarm");

        assertThat(store.count("/large/")).isPositive();
    }

    @Test
    void aRequestThatIsTooLargeIsRefusedInWords() throws Exception {
        open();

        assertThatThrownBy(() -> store.create(KEY, new byte[2_000_000]))
                .isInstanceOf(StoreTooLargeException.class)
                .hasMessageContaining("--max-request-bytes");
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    void aValueThatIsNotWhatWasWrittenIsNeverServed() throws Exception {
        open();
        store.create(KEY, VALUE);
        etcd.ctl("put", "/skerry/b", "Q, and then what is no checksum");

        assertThatThrownBy(() -> store.find(new Key("/b"))).isInstanceOf(StoreCorruptException.class);
        assertThatThrownBy(() -> store.range("/", "/", 10)).isInstanceOf(StoreCorruptException.class);
        assertThat(store.find(KEY)).isPresent();
    }

    private static List<Change> read(Watch watch, Revision upTo) throws InterruptedException {
        var seen = new ArrayList<Change>();
        while (seen.isEmpty() || upTo.isAfter(seen.getLast().revision())) {
            Watch.Next next = watch.next(PATIENCE);
            assertThat(next).isInstanceOf(Watch.Next.Changes.class);
            seen.addAll(((Watch.Next.Changes) next).changes());
        }
        return seen;
    }
}
