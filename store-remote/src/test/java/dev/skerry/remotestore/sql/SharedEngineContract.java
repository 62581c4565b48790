// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.engines.CuttableWay;
import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers' stores over one engine that is killed, cut off and damaged under them.
@Tag("engines")
abstract class SharedEngineContract {
    private static final SqlConfig CONFIG = new SqlConfig(100_000, 100_000, 4);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private String endpoint;
    private SqlStore left;
    private SqlStore right;

    abstract EngineProcess server();

    /// Cuts every connection of a database.
    abstract void cutConnections(String database) throws Exception;

    @BeforeEach
    void openBoth() {
        endpoint = TestStores.fresh(server());
        left = TestStores.open(endpoint, CONFIG);
        right = TestStores.open(endpoint, CONFIG);
    }

    @AfterEach
    void closeBoth() {
        left.close();
        right.close();
    }

    @Test
    void whatOneWritesTheOtherReadsAndWatches() throws Exception {
        try (Watch watch = right.watch("/", Revision.NONE)) {
            Revision at = done(left.create(key("a"), bytes("1")));

            assertThat(right.revision()).isEqualTo(at);
            assertThat(watch.next(Duration.ZERO))
                    .isInstanceOfSatisfying(
                            Watch.Next.Changes.class,
                            changes -> assertThat(changes.changes().getFirst().revision())
                                    .isEqualTo(at));
            assertThat(right.find(key("a")).orElseThrow().value()).isEqualTo(bytes("1"));
            assertThat(right.create(key("a"), bytes("2"))).isInstanceOf(Update.Conflict.class);
        }
    }

    /// Nobody asks for the revision: the news comes by itself.
    @Test
    void aWatcherIsToldWithoutAsking() throws Exception {
        try (Watch watch = right.watch("/", Revision.NONE)) {
            Revision at = done(left.create(key("a"), bytes("1")));

            assertThat(readUpTo(watch, at)).containsExactly(at.value());
        }
    }

    @Test
    void oneCounterIsCountedByBothAndNoStepIsLost() throws Exception {
        done(left.create(key("counter"), bytes("0")));
        int steps = 60;
        try (var tasks = new TaskGroup()) {
            for (Store store : List.of(left, right, left, right)) {
                tasks.start("count", () -> {
                    for (int step = 0; step < steps; step++) {
                        countOne(store);
                    }
                });
            }
            tasks.await();
        }
        assertThat(right.find(key("counter")).orElseThrow().value()).isEqualTo(bytes("" + 4 * steps));
        assertThat(right.revision()).isEqualTo(new Revision(4 * steps + 1L));
    }

    private static void countOne(Store store) {
        var at = store.find(key("counter")).orElseThrow();
        while (store.update(key("counter"), bytes("" + (Integer.parseInt(text(at.value())) + 1)), at.modified())
                instanceof Update.Conflict(var current)) {
            at = current;
        }
    }

    @Test
    void bothWatchersSeeEveryChangeOnceAndInOneOrderWhileBothWrite() throws Exception {
        int each = 300;
        try (var tasks = new TaskGroup();
                Watch onLeft = left.watch("/", Revision.NONE);
                Watch onRight = right.watch("/", Revision.NONE)) {
            for (Store store : List.of(left, right)) {
                String name = store == left ? "left" : "right";
                for (int caller = 0; caller < 4; caller++) {
                    String prefix = name + caller + "-";
                    tasks.start(name, () -> {
                        for (int i = 0; i < each / 4; i++) {
                            done(store.create(key(prefix + i), bytes("v")));
                        }
                    });
                }
            }
            List<Long> all = revisions(1, 2L * each);
            assertThat(readUpTo(onLeft, new Revision(2L * each))).isEqualTo(all);
            assertThat(readUpTo(onRight, new Revision(2L * each))).isEqualTo(all);
            tasks.await();
        }
    }

    /// Killed under load, three times: what was answered is there, and what was not, is whole or not there.
    @Test
    void anEngineThatIsKilledLosesNothingThatWasAnswered() throws Exception {
        Map<String, Long> answered = new ConcurrentSkipListMap<>();
        Map<String, Boolean> inDoubt = new ConcurrentHashMap<>();
        Map<String, Boolean> refused = new ConcurrentHashMap<>();
        var isOver = new AtomicBoolean();
        try (var tasks = new TaskGroup();
                Watch onLeft = left.watch("/", Revision.NONE);
                Watch onRight = right.watch("/", Revision.NONE)) {
            for (int caller = 0; caller < 8; caller++) {
                Store store = caller % 2 == 0 ? left : right;
                String prefix = "caller" + caller + "-";
                tasks.start("caller", () -> {
                    for (int i = 0; !isOver.get(); i++) {
                        write(store, prefix + i, answered, inDoubt, refused);
                    }
                });
            }
            for (int round = 0; round < 3; round++) {
                int before = answered.size();
                await(() -> answered.size() > before + 50);
                server().kill();
                server().start();
            }
            int before = answered.size();
            await(() -> answered.size() > before + 50);
            isOver.set(true);
            tasks.await();

            // Each store has its own pauses between attempts to connect.
            await(() -> answers(left) && answers(right));
            Revision end = left.revision();
            assertThat(right.revision()).isEqualTo(end);
            answered.forEach((name, revision) -> assertThat(
                            left.find(key(name)).orElseThrow().modified().value())
                    .as(name)
                    .isEqualTo(revision));
            refused.keySet()
                    .forEach(name -> assertThat(left.find(key(name))).as(name).isEmpty());
            long found = inDoubt.keySet().stream()
                    .filter(name -> left.find(key(name)).isPresent())
                    .count();
            // Every revision is some write's: those that were answered, and those in doubt that were done.
            assertThat(end.value()).isEqualTo(answered.size() + found);
            assertThat(readUpTo(onLeft, end)).isEqualTo(revisions(1, end.value()));
            assertThat(readUpTo(onRight, end)).isEqualTo(revisions(1, end.value()));
        }
    }

    private static void write(
            Store store,
            String name,
            Map<String, Long> answered,
            Map<String, Boolean> inDoubt,
            Map<String, Boolean> refused)
            throws InterruptedException {
        try {
            answered.put(name, done(store.create(key(name), bytes(name))).value());
        } catch (StoreUnavailableException away) {
            (away.mayBeWritten() ? inDoubt : refused).put(name, true);
            SystemClock.CLOCK.sleep(GLANCE);
        }
    }

    @Test
    void connectionsThatAreCutAreMadeAnew() throws Exception {
        done(left.create(key("a"), bytes("1")));
        try (Watch watch = right.watch("/", Revision.NONE)) {
            for (int round = 0; round < 5; round++) {
                String name = "k" + round;
                cutConnections(database());
                // One that was just being made may have been cut, too: that is an attempt, and the next one comes soon.
                await(() -> isWritten(left, name));
                cutConnections(database());
                var at = new Revision(round + 2L);
                await(() -> revisionOrNone(right).equals(at));
                assertThat(right.find(key(name))).isPresent();
            }
            assertThat(readUpTo(watch, new Revision(6))).isEqualTo(revisions(1, 6));
        }
    }

    private static boolean answers(Store store) {
        return !revisionOrNone(store).equals(Revision.NONE);
    }

    private static Revision revisionOrNone(Store store) {
        try {
            return store.revision();
        } catch (StoreUnavailableException _) {
            return Revision.NONE;
        }
    }

    @Test
    void anEngineThatStandsStillIsNoticedAndNothingIsMissed() throws Exception {
        done(left.create(key("a"), bytes("1")));
        try (Watch watch = right.watch("/", Revision.NONE)) {
            server().freeze(true);
            long from = SystemClock.CLOCK.nanos();
            assertThatThrownBy(() -> left.create(key("b"), bytes("1")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageNotContaining("not-a-secret");
            assertThat(Duration.ofNanos(SystemClock.CLOCK.nanos() - from)).isLessThan(Duration.ofSeconds(25));
            server().freeze(false);
            await(() -> answers(right));
            await(() -> isWritten(left, "c"));
            Revision end = right.revision();
            assertThat(readUpTo(watch, end)).isEqualTo(revisions(1, end.value()));
        } finally {
            server().freeze(false);
        }
    }

    private static boolean isWritten(Store store, String name) {
        try {
            store.create(key(name), bytes("1"));
            return true;
        } catch (StoreUnavailableException _) {
            return false;
        }
    }

    /// One whose server could not reach the engine meanwhile.
    @Test
    void aWatcherThatWasAwayMissesNothingUnlessItIsForgotten() throws Exception {
        try (var way = new CuttableWay(server().port());
                Store away = TestStores.open(endpoint.replace(":" + server().port(), ":" + way.port()), CONFIG);
                Watch watch = away.watch("/", Revision.NONE)) {
            done(left.create(key("a"), bytes("1")));
            assertThat(readUpTo(watch, new Revision(1))).containsExactly(1L);

            way.cut();
            done(left.create(key("b"), bytes("1")));
            assertThatThrownBy(() -> away.find(key("a"))).isInstanceOf(StoreUnavailableException.class);
            way.mend();
            assertThat(readUpTo(watch, new Revision(2))).containsExactly(2L);

            way.cut();
            for (int i = 0; i < 4; i++) {
                done(left.create(key("k" + i), bytes("1")));
            }
            left.compact(new Revision(5));
            way.mend();
            await(() -> isLost(watch));
            assertThat(revisionOrNone(away)).isEqualTo(new Revision(6));
            assertThatThrownBy(() -> away.watch("/", new Revision(2))).isInstanceOf(CompactedException.class);
            try (Watch anew = away.watch("/", new Revision(6))) {
                done(left.create(key("c"), bytes("1")));
                assertThat(readUpTo(anew, new Revision(7))).containsExactly(7L);
            }
        }
    }

    private static boolean isLost(Watch watch) {
        try {
            return watch.next(Duration.ZERO) instanceof Watch.Next.Lost;
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void tablesAreMadeOnceHoweverManyServersComeAtTheSameTime() throws Exception {
        String fresh = TestStores.fresh(server());
        var made = new AtomicInteger();
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < 6; i++) {
                tasks.start("open", () -> {
                    try (Store store = TestStores.open(fresh, CONFIG)) {
                        made.addAndGet(store.create(key("a"), bytes("1")) instanceof Update.Done ? 1 : 0);
                    }
                });
            }
            tasks.await();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void aRowThatIsNotWhatWasWrittenIsNeverServed() throws Exception {
        done(left.create(key("good"), bytes("1")));
        done(left.create(key("bad"), bytes("1")));
        damage(database(), "/bad");

        assertThatThrownBy(() -> right.find(key("bad")))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("/bad");
        assertThatThrownBy(() -> left.update(key("bad"), bytes("2"), new Revision(2)))
                .isInstanceOf(StoreCorruptException.class);
        assertThat(right.find(key("good"))).isPresent();
        done(right.update(key("good"), bytes("2"), new Revision(1)));
    }

    /// Flips bits in the value of a key.
    abstract void damage(String database, String key) throws Exception;

    @Test
    void aPasswordThatIsWrongIsSaidAtOnceAndNotShown() {
        String wrong = endpoint.replace("not-a-secret", "wrong-one");
        assertThatThrownBy(() -> TestStores.open(wrong, CONFIG))
                .isInstanceOf(dev.skerry.foundation.lifecycle.TerminalException.class)
                .hasMessageContaining("127.0.0.1:" + server().port())
                .hasMessageNotContaining("wrong-one");
    }

    private String database() {
        return endpoint.substring(endpoint.lastIndexOf('/') + 1);
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long from = SystemClock.CLOCK.nanos();
        while (!condition.getAsBoolean()) {
            assertThat(Duration.ofNanos(SystemClock.CLOCK.nanos() - from)).isLessThan(PATIENCE);
            SystemClock.CLOCK.sleep(GLANCE);
        }
    }

    /// The revisions of all changes until the watch says that it has told everything up to one.
    private static List<Long> readUpTo(Watch watch, Revision upTo) throws InterruptedException {
        var seen = new ArrayList<Long>();
        long from = SystemClock.CLOCK.nanos();
        while (true) {
            assertThat(Duration.ofNanos(SystemClock.CLOCK.nanos() - from)).isLessThan(PATIENCE);
            switch (watch.next(Duration.ofMillis(10))) {
                case Watch.Next.Changes(List<Change> changes) ->
                    changes.forEach(change -> seen.add(change.revision().value()));
                case Watch.Next.Quiet(Revision at)
                when !upTo.isAfter(at) -> {
                    return seen;
                }
                case Watch.Next.Quiet _ -> {}
                case Watch.Next.Lost(String reason) -> throw new AssertionError(reason);
            }
        }
    }

    private static List<Long> revisions(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static Revision done(Update update) {
        assertThat(update).isInstanceOf(Update.Done.class);
        return ((Update.Done) update).revision();
    }

    private static Key key(String name) {
        return new Key("/" + name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
