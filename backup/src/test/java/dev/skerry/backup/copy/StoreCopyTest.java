// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.backup.file.Piece;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteSnapshot;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCopyTest {
    @TempDir
    private Path folder;

    @Test
    void aStoreThatNobodyWritesToIsCopiedAsItIs() throws Exception {
        var source = new MemoryStore();
        fill(source, 450);
        var target = new MemoryStore();

        Revision end = copy(source, target);

        assertThat(end).isEqualTo(source.revision());
        assertThat(StoreDigest.of(target, _ -> true)).isEqualTo(StoreDigest.of(source, _ -> true));
        assertThat(StoreDigest.of(source, _ -> true).entries()).isEqualTo(450);
    }

    /// Every kind of change at every place of the copy: each step of reading is followed by some writes. What comes
    /// out must be the store as the history of all writes says it was at that revision.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatComesOutIsTheStoreAtOneRevisionWhateverIsWrittenMeanwhile(long seed) throws Exception {
        var source = new MemoryStore();
        fill(source, 350);
        var random = new Random(seed);
        try (Watch witness = source.watch("/", Revision.NONE)) {
            var target = new MemoryStore();
            var filler = new StoreFiller(target);
            Revision end = StoreCopy.read(source, piece -> {
                filler.take(piece);
                if (piece instanceof Piece.Found) {
                    writeSome(source, random);
                }
            });
            filler.flush();
            target.standAt(end);

            assertSameAs(target, state(new TreeMap<>(), witness, new ArrayList<>(), end));
        }
    }

    @Test
    void theSameHoldsForSqliteUnderLoadOfSeveralThreads() throws Exception {
        try (SqliteStore source = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            fill(source, 2_000);
            var isOver = new AtomicBoolean();
            var before = new TreeMap<String, Entry>();
            source.range("/", "/", 10_000)
                    .entries()
                    .forEach(entry -> before.put(entry.key().text(), entry));
            try (TaskGroup writers = new TaskGroup();
                    Watch witness = source.watch("/", source.revision())) {
                for (int i = 0; i < 4; i++) {
                    var random = new Random(i);
                    writers.start("writer", () -> {
                        while (!isOver.get()) {
                            writeSome(source, random);
                        }
                    });
                }
                var history = new ArrayList<Change>();
                var target = new MemoryStore();
                var filler = new StoreFiller(target);
                while (source.revision().value() <= 2_000) {
                    // Before the writers have begun there is no load.
                    Thread.onSpinWait();
                }
                // The witness is a watch as well, and would be cut off if nobody read it.
                Revision end = StoreCopy.read(source, piece -> {
                    filler.take(piece);
                    collect(witness, history);
                });
                filler.flush();
                target.standAt(end);
                isOver.set(true);
                writers.await();

                assertThat(end).isGreaterThan(new Revision(2_000));
                assertSameAs(target, state(before, witness, history, end));
            }
        }
    }

    @Test
    void anSqliteFileIsCopiedFromBesideTheServerThatHasIt() throws Exception {
        try (SqliteStore server = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            fill(server, 300);
            StoreDigest before = StoreDigest.of(server, _ -> true);
            try (var snapshot = SqliteSnapshot.open(folder.resolve("state.db"), SqliteConfig.edge())) {
                var target = new MemoryStore();
                var filler = new StoreFiller(target);
                Revision end = StoreCopy.read(snapshot, piece -> {
                    filler.take(piece);
                    writeSome(server, new Random(1));
                });
                filler.flush();

                assertThat(end).isEqualTo(new Revision(300));
                assertThat(StoreDigest.of(target, _ -> true)).isEqualTo(before);
            }
        }
    }

    @Test
    void aStoreThatChangesFasterThanItIsReadIsSaid() {
        var source = new MemoryStore(10, 10);
        fill(source, 300);

        assertThatThrownBy(() -> StoreCopy.read(source, _ -> fill(source, 20)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("changes faster than it is read");
    }

    private static Revision copy(Store source, MemoryStore target) throws Exception {
        var filler = new StoreFiller(target);
        Revision end = StoreCopy.read(source, filler::take);
        filler.flush();
        target.standAt(end);
        return end;
    }

    private static void fill(Store store, int count) {
        for (int i = 0; i < count; i++) {
            store.writeAll(List.of(new Write.Put(key(i), ("value " + i).getBytes(UTF_8))));
        }
    }

    private static Key key(int number) {
        return new Key(String.format("/registry/core/pods/default/p%06d", number));
    }

    /// Creations, updates, deletions, and deletions followed by creations, anywhere.
    private static void writeSome(Store store, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            Key key = key(random.nextInt(500));
            byte[] value = ("written " + random.nextLong()).getBytes(UTF_8);
            List<Write> writes = switch (random.nextInt(4)) {
                case 0 -> List.of(new Write.Remove(key));
                case 1 -> List.of(new Write.Remove(key), new Write.Put(key, value));
                default -> List.of(new Write.Put(key, value));
            };
            assertThat(store.writeAll(writes)).allMatch(answer -> !(answer instanceof Update.Conflict));
        }
    }

    private static void collect(Watch witness, List<Change> history) {
        try {
            while (witness.next(Duration.ZERO) instanceof Watch.Next.Changes(List<Change> changes)) {
                history.addAll(changes);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What all changes up to a revision add up to, found by going through them one by one.
    private static TreeMap<String, Entry> state(
            TreeMap<String, Entry> before, Watch witness, List<Change> history, Revision end) throws Exception {
        while (history.isEmpty() || end.isAfter(history.getLast().revision())) {
            var next = witness.next(Duration.ofSeconds(20));
            history.addAll(((Watch.Next.Changes) next).changes());
        }
        var state = new TreeMap<>(before);
        for (Change change : history) {
            if (!change.revision().isAfter(end)) {
                String key = change.key().text();
                Entry known = state.get(key);
                if (change.isDeletion()) {
                    state.remove(key);
                } else {
                    Revision created = known == null ? change.revision() : known.created();
                    state.put(key, new Entry(change.key(), change.value().orElseThrow(), created, change.revision()));
                }
            }
        }
        return state;
    }

    private static void assertSameAs(Store copy, TreeMap<String, Entry> expected) {
        assertThat(copy.range("/", "/", 10_000).entries().stream().map(StoreCopyTest::text))
                .containsExactlyElementsOf(
                        expected.values().stream().map(StoreCopyTest::text).toList());
    }

    private static String text(Entry entry) {
        return entry.key() + "=" + new String(entry.value(), UTF_8) + "@" + entry.created() + "/" + entry.modified();
    }
}
