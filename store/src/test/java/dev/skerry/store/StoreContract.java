// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store promises. A subclass says how to open one with small bounds, so that the bounds can
/// be reached.
public abstract class StoreContract {
    protected static final int HISTORY_MAX = 500;
    protected static final int QUEUE_MAX = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    protected Store store;

    /// An empty store that remembers about [#HISTORY_MAX] changes and cuts a watch off that is more than
    /// [#QUEUE_MAX] behind.
    protected abstract Store open() throws Exception;

    /// Whether the writes of a batch share one revision, as [Store] allows. Nothing in a batch can then expect
    /// the revision of another write of it.
    protected boolean aBatchHasOneRevision() {
        return false;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    @Test
    void anEmptyStoreStandsAtRevisionNone() {
        assertThat(store.revision()).isEqualTo(Revision.NONE);
        assertThat(store.find(key("a"))).isEmpty();
        assertThat(store.range("/", "/", 10).entries()).isEmpty();
        assertThat(store.count("/")).isZero();
    }

    @Test
    void everyWriteHasARevisionOfItsOwnAndARefusedOneHasNone() {
        assertThat(create("a", "1")).isEqualTo(new Revision(1));
        assertThat(store.create(key("a"), bytes("2"))).isInstanceOf(Update.Conflict.class);
        assertThat(store.revision()).isEqualTo(new Revision(1));
        assertThat(create("b", "1")).isEqualTo(new Revision(2));
    }

    @Test
    void anEntryKnowsWhenItWasMadeAndWhenItWasLastWritten() {
        create("a", "1");
        done(store.update(key("a"), bytes("2"), new Revision(1)));

        Entry entry = store.find(key("a")).orElseThrow();

        assertThat(entry.value()).isEqualTo(bytes("2"));
        assertThat(entry.created()).isEqualTo(new Revision(1));
        assertThat(entry.modified()).isEqualTo(new Revision(2));
    }

    @Test
    void aKeyMadeAgainAfterItsDeletionIsNew() {
        create("a", "1");
        assertThat(done(store.delete(key("a"), new Revision(1)))).isEqualTo(new Revision(2));
        create("a", "2");

        assertThat(store.find(key("a")).orElseThrow().created()).isEqualTo(new Revision(3));
    }

    @Test
    void anUpdateFromTheWrongRevisionIsAnsweredWithWhatStandsThere() {
        create("a", "1");
        done(store.update(key("a"), bytes("2"), new Revision(1)));

        Update answer = store.update(key("a"), bytes("3"), new Revision(1));

        assertThat(answer).isInstanceOfSatisfying(Update.Conflict.class, conflict -> {
            assertThat(conflict.current().value()).isEqualTo(bytes("2"));
            assertThat(conflict.current().modified()).isEqualTo(new Revision(2));
        });
        assertThat(store.delete(key("a"), new Revision(1))).isInstanceOf(Update.Conflict.class);
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThat(store.update(key("a"), bytes("1"), new Revision(1))).isInstanceOf(Update.Missing.class);
        assertThat(store.delete(key("a"), new Revision(1))).isInstanceOf(Update.Missing.class);
        assertThat(store.revision()).isEqualTo(Revision.NONE);
    }

    @Test
    void aRangeComesInKeyOrderAndPageByPage() {
        for (String name : List.of("b/2", "a", "b/3", "b/1", "c", "b", "bb")) {
            create(name, name);
        }

        Page first = store.range("/b/", "/b/", 2);
        Page second = store.range("/b/", "/b/2\0", 2);

        assertThat(names(first)).containsExactly("/b/1", "/b/2");
        assertThat(first.hasMore()).isTrue();
        assertThat(names(second)).containsExactly("/b/3");
        assertThat(second.hasMore()).isFalse();
        assertThat(second.revision()).isEqualTo(new Revision(7));
        assertThat(store.count("/b")).isEqualTo(5);
        assertThat(store.count("/b/")).isEqualTo(3);
    }

    @Test
    void aRangeThatStartsOutsideItsPrefixKeepsToIt() {
        create("a", "1");
        create("b/1", "1");
        create("c", "1");

        assertThat(names(store.range("/b/", "/", 10))).containsExactly("/b/1");
        assertThat(names(store.range("/b/", "/c", 10))).isEmpty();
        assertThatThrownBy(() -> store.range("/", "/", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysAreOrderedByTheirUtf8Bytes() {
        create("\uD83D\uDE00", "emoji");
        create("\uFF5E", "fullwidth");
        create("z", "ascii");

        assertThat(names(store.range("/", "/", 10))).containsExactly("/z", "/\uFF5E", "/\uD83D\uDE00");
    }

    @Test
    void aBatchIsDecidedInOrderAndSeesItself() {
        create("old", "1");

        Write again = aBatchHasOneRevision()
                ? new Write.Put(key("a"), bytes("3"))
                : new Write.UpdateAt(key("a"), bytes("3"), new Revision(2));
        List<Update> answers = store.writeAll(List.of(
                new Write.Create(key("a"), bytes("1")),
                new Write.Create(key("a"), bytes("2")),
                again,
                new Write.Remove(key("nothing")),
                new Write.Put(key("old"), bytes("4")),
                new Write.Put(key("new"), bytes("5")),
                new Write.Remove(key("new"))));

        Revision[] at = aBatchHasOneRevision() ? revisions(2, 2, 2, 2, 2) : revisions(2, 3, 4, 5, 6);
        assertThat(answers.get(0)).isEqualTo(new Update.Done(at[0]));
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        Update.Conflict.class,
                        conflict -> assertThat(conflict.current().modified()).isEqualTo(at[0]));
        assertThat(answers.get(2)).isEqualTo(new Update.Done(at[1]));
        assertThat(answers.get(3)).isEqualTo(new Update.Missing());
        assertThat(answers.subList(4, 7))
                .containsExactly(new Update.Done(at[2]), new Update.Done(at[3]), new Update.Done(at[4]));
        assertThat(text(store.find(key("a")).orElseThrow().value())).isEqualTo("3");
        assertThat(store.find(key("old")).orElseThrow().created()).isEqualTo(new Revision(1));
        assertThat(store.find(key("new"))).isEmpty();
        assertThat(store.revision()).isEqualTo(at[4]);
        assertThat(store.writeAll(List.of())).isEmpty();
    }

    @Test
    void writesThatGoTogetherAreAllDoneOrNone() throws Exception {
        create("held", "1");
        Revision before = store.revision();
        try (Watch watch = store.watch("/", before)) {
            var stopped = store.writeTogether(List.of(
                    new Write.Create(key("free"), bytes("2")),
                    new Write.Create(key("held"), bytes("2")),
                    new Write.Create(key("also-free"), bytes("2"))));
            assertThat(stopped)
                    .isInstanceOfSatisfying(
                            Together.Refused.class,
                            refused -> assertThat(refused.write().key()).isEqualTo(key("held")));
            assertThat(store.writeTogether(List.of(
                            new Write.Create(key("free"), bytes("2")), new Write.DeleteAt(key("nothing"), before))))
                    .isInstanceOfSatisfying(
                            Together.Refused.class,
                            refused -> assertThat(refused.why()).isEqualTo(new Update.Missing()));
            assertThat(store.count("/")).isEqualTo(1);
            assertThat(store.revision()).isEqualTo(before);

            var all = store.writeTogether(List.of(
                    new Write.UpdateAt(key("held"), bytes("3"), before), new Write.Create(key("free"), bytes("3"))));

            Revision last = new Revision(before.value() + (aBatchHasOneRevision() ? 1 : 2));
            assertThat(all).isEqualTo(new Together.Done(last));
            assertThat(read(watch, last).stream().map(Change::key)).containsExactlyInAnyOrder(key("held"), key("free"));
        }
        assertThatThrownBy(() -> store.writeTogether(
                        List.of(new Write.Remove(key("held")), new Write.Put(key("held"), bytes("4")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofManyWhoWriteTogetherWithOneClaimOneGetsIt() throws Exception {
        int threads = 8;
        var winners = new java.util.concurrent.ConcurrentLinkedQueue<Integer>();
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < threads; i++) {
                int who = i;
                tasks.start("writer " + i, () -> {
                    var answer = store.writeTogether(List.of(
                            new Write.Create(key("claim"), bytes("" + who)),
                            new Write.Create(key("object" + who), bytes(""))));
                    if (answer instanceof Together.Done) {
                        winners.add(who);
                    }
                });
            }
            tasks.await();
        }
        assertThat(winners).hasSize(1);
        assertThat(store.count("/object")).isEqualTo(1);
        assertThat(text(store.find(key("claim")).orElseThrow().value())).isEqualTo("" + winners.peek());
    }

    @Test
    void anEmptyValueAndALargeOneComeBackAsTheyWere() {
        byte[] large = new byte[3 << 20];
        new java.util.Random(7).nextBytes(large);

        done(store.create(key("empty"), new byte[0]));
        done(store.create(key("large"), large));

        assertThat(store.find(key("empty")).orElseThrow().value()).isEmpty();
        assertThat(store.find(key("large")).orElseThrow().value()).isEqualTo(large);
    }

    @Test
    void aWatchSeesEachChangeUnderItsPrefixOnceAndInOrder() throws Exception {
        try (Watch watch = store.watch("/b/", Revision.NONE)) {
            create("b/1", "1");
            create("c/1", "1");
            done(store.update(key("b/1"), bytes("2"), new Revision(1)));
            done(store.delete(key("b/1"), new Revision(3)));

            List<Change> seen = read(watch, new Revision(4));

            assertThat(seen).extracting(Change::revision).containsExactly(revisions(1, 3, 4));
            assertThat(seen.get(1).value().orElseThrow()).isEqualTo(bytes("2"));
            assertThat(seen.get(2).isDeletion()).isTrue();
        }
    }

    @Test
    void aQuietWatchSaysHowFarItIs() throws Exception {
        try (Watch watch = store.watch("/b/", Revision.NONE)) {
            create("c", "1");

            assertThat(watch.next(Duration.ZERO)).isEqualTo(new Watch.Next.Quiet(new Revision(1)));
        }
    }

    @Test
    void aWatchFromThePastReplaysAndGoesOn() throws Exception {
        create("a", "1");
        create("b", "1");
        create("c", "1");
        done(store.delete(key("b"), new Revision(2)));
        try (Watch watch = store.watch("/", new Revision(2))) {
            create("d", "1");

            List<Change> seen = read(watch, new Revision(5));

            assertThat(seen).extracting(Change::revision).containsExactly(revisions(3, 4, 5));
            assertThat(seen.get(1).isDeletion()).isTrue();
        }
    }

    /// Old values are not kept, so a replay may leave out a change that a later one has covered; it may
    /// not invent, repeat or reorder.
    @Test
    void aReplayEndsAtTheCurrentState() throws Exception {
        Revision at = create("a", "0");
        for (int i = 1; i <= 10; i++) {
            at = done(store.update(key("a"), bytes("" + i), at));
        }
        try (Watch watch = store.watch("/", new Revision(1))) {
            List<Change> seen = read(watch, at);

            assertThat(seen).isSortedAccordingTo(java.util.Comparator.comparing(Change::revision));
            assertThat(seen.getLast().revision()).isEqualTo(at);
            assertThat(seen.getLast().value().orElseThrow()).isEqualTo(bytes("10"));
        }
    }

    @Test
    void watchesOpenedWhileOthersWriteMissNothingAndSeeNothingTwice() throws Exception {
        int writes = 400;
        try (var tasks = new TaskGroup()) {
            tasks.start("writer", () -> {
                for (int i = 0; i < writes; i++) {
                    create("k/" + i, "v");
                }
            });
            for (int i = 0; i < 4; i++) {
                tasks.start("watcher", () -> followFromRandomStarts(writes));
            }
            tasks.await();
        }
    }

    /// Opens watch after watch at where the previous one stopped; together they must read every change.
    private void followFromRandomStarts(int writes) throws InterruptedException {
        var seen = new ArrayList<Long>();
        Revision at = Revision.NONE;
        while (at.value() < writes) {
            try (Watch watch = store.watch("/k/", at)) {
                if (watch.next(PATIENCE) instanceof Watch.Next.Changes(List<Change> changes)) {
                    changes.forEach(change -> seen.add(change.revision().value()));
                    at = changes.getLast().revision();
                }
            }
        }
        assertThat(seen).hasSize(writes).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aReaderWhoSleepsIsCutOffAndTheOthersAreNot() throws Exception {
        try (Watch asleep = store.watch("/", Revision.NONE);
                Watch awake = store.watch("/", Revision.NONE)) {
            int seen = 0;
            for (int i = 0; i <= QUEUE_MAX; i++) {
                Revision at = create("k" + i, "v");
                seen += read(awake, at).size();
            }

            assertThat(asleep.next(Duration.ZERO)).isInstanceOf(Watch.Next.Lost.class);
            assertThat(asleep.next(Duration.ZERO)).isInstanceOf(Watch.Next.Lost.class);
            assertThat(seen).isEqualTo(QUEUE_MAX + 1);
        }
    }

    @Test
    void compactionForgetsChangesAndKeepsValues() throws Exception {
        create("a", "1");
        create("b", "1");
        create("c", "1");

        store.compact(new Revision(2));

        assertThat(store.compacted()).isEqualTo(new Revision(2));
        assertThat(store.count("/")).isEqualTo(3);
        assertThatThrownBy(() -> store.watch("/", new Revision(1)))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        thrown -> assertThat(thrown.oldest()).isEqualTo(new Revision(2)));
        try (Watch watch = store.watch("/", new Revision(2))) {
            assertThat(read(watch, new Revision(3)))
                    .extracting(Change::revision)
                    .containsExactly(revisions(3));
        }
        store.compact(new Revision(1));
        assertThat(store.compacted()).isEqualTo(new Revision(2));
    }

    @Test
    void historyIsBoundedByItself() throws Exception {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 3 * HISTORY_MAX; i++) {
            writes.add(new Write.Put(key("k" + i % 7), bytes("" + i)));
        }
        if (aBatchHasOneRevision()) {
            writes.forEach(write -> store.writeAll(List.of(write)));
        } else {
            store.writeAll(writes);
        }
        create("last", "1");

        awaitForgotten(HISTORY_MAX);
        assertThat(store.compacted().value()).isLessThanOrEqualTo(3L * HISTORY_MAX);
        assertThat(store.count("/")).isEqualTo(8);
    }

    /// A store may forget in the background.
    private void awaitForgotten(long revisions) throws InterruptedException {
        try (Watch pause = store.watch("/nothing/", store.revision())) {
            for (int i = 0; store.compacted().value() < revisions; i++) {
                assertThat(i).as("tries until enough is forgotten").isLessThan(200);
                pause.next(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void manyWritersOfOneCounterLoseNoStep() throws Exception {
        create("counter", "0");
        int threads = 8;
        int steps = 50;
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < threads; i++) {
                tasks.start("count", () -> {
                    for (int step = 0; step < steps; step++) {
                        countOne();
                    }
                });
            }
            tasks.await();
        }

        Entry counter = store.find(key("counter")).orElseThrow();
        assertThat(text(counter.value())).isEqualTo("" + threads * steps);
        assertThat(counter.modified()).isEqualTo(new Revision(threads * steps + 1L));
    }

    private void countOne() {
        Entry at = store.find(key("counter")).orElseThrow();
        while (store.update(key("counter"), bytes("" + (Integer.parseInt(text(at.value())) + 1)), at.modified())
                instanceof Update.Conflict(Entry current)) {
            at = current;
        }
    }

    /// Compared with a plain sorted map on a seeded run of writes.
    @Test
    void aRandomRunEndsLikeAPlainMap() {
        var random = new java.util.Random(42);
        var model = new TreeMap<String, String>(Key.ORDER);
        for (int i = 0; i < 300; i++) {
            Key key = key("k" + random.nextInt(20));
            String value = "v" + i;
            Optional<Entry> found = store.find(key);
            boolean isStale = random.nextInt(4) == 0;
            Revision expected =
                    isStale ? Revision.NONE : found.map(Entry::modified).orElse(Revision.NONE);
            switch (random.nextInt(3)) {
                case 0 -> {
                    if (store.create(key, bytes(value)) instanceof Update.Done) {
                        assertThat(model.putIfAbsent(key.text(), value)).isNull();
                    }
                }
                case 1 -> {
                    if (store.update(key, bytes(value), expected) instanceof Update.Done) {
                        assertThat(model.replace(key.text(), value)).isNotNull();
                    }
                }
                case 2 -> {
                    if (store.delete(key, expected) instanceof Update.Done) {
                        assertThat(model.remove(key.text())).isNotNull();
                    }
                }
                default -> throw new IllegalStateException();
            }
        }
        var stored = new TreeMap<String, String>(Key.ORDER);
        store.range("/", "/", 100)
                .entries()
                .forEach(entry -> stored.put(entry.key().text(), text(entry.value())));
        assertThat(stored).isEqualTo(model).isNotEmpty();
    }

    @Test
    void closingEndsTheWatches() throws Exception {
        Watch watch = store.watch("/", Revision.NONE);
        store.close();

        assertThat(watch.next(PATIENCE)).isInstanceOf(Watch.Next.Lost.class);
        assertThatThrownBy(() -> store.find(key("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.create(key("a"), bytes("1"))).isInstanceOf(IllegalStateException.class);
    }

    /// Reads until the watch says that it has delivered everything up to a revision.
    private static List<Change> read(Watch watch, Revision upTo) throws InterruptedException {
        var seen = new ArrayList<Change>();
        while (true) {
            switch (watch.next(seen.isEmpty() ? Duration.ofMillis(10) : Duration.ZERO)) {
                case Watch.Next.Changes(List<Change> changes) -> seen.addAll(changes);
                case Watch.Next.Quiet(Revision at)
                when !upTo.isAfter(at) -> {
                    return seen;
                }
                case Watch.Next.Quiet _ -> Thread.onSpinWait();
                case Watch.Next.Lost(String reason) -> throw new AssertionError(reason);
            }
        }
    }

    protected final Revision create(String name, String value) {
        return done(store.create(key(name), bytes(value)));
    }

    protected static Revision done(Update update) {
        assertThat(update).isInstanceOf(Update.Done.class);
        return ((Update.Done) update).revision();
    }

    protected static Key key(String name) {
        return new Key("/" + name);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static List<String> names(Page page) {
        return page.entries().stream().map(entry -> entry.key().text()).toList();
    }

    private static Revision[] revisions(long... values) {
        return java.util.Arrays.stream(values).mapToObj(Revision::new).toArray(Revision[]::new);
    }
}
