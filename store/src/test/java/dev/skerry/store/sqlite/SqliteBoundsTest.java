// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.Update;
import dev.skerry.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a database may take of the disk, and of the time of its writer.
class SqliteBoundsTest {
    private static final long BUDGET = 2 << 20;
    private static final long LOG_BYTES = 64 << 10;
    private static final SqliteConfig SMALL = new SqliteConfig(100_000, 100, 2, 256, LOG_BYTES, 16 << 20);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("state.db");
    }

    private static Revision done(Update update) {
        assertThat(update).isInstanceOf(Update.Done.class);
        return ((Update.Done) update).revision();
    }

    private static Key key(int number) {
        return new Key("/k/" + number);
    }

    @Test
    void aBudgetThatIsUsedUpRefusesWhatMakesTheStoreLargerAndNothingElse() throws Exception {
        try (var store = SqliteStore.open(file(), SMALL.withBudget(BUDGET))) {
            var at = new ArrayList<Revision>();
            assertThatThrownBy(() -> {
                        while (at.size() < 10_000) {
                            at.add(done(store.create(key(at.size()), new byte[3_000])));
                        }
                    })
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContaining("the budget of 2 MiB for")
                    .hasMessageContaining("is used up");
            assertThat(at).hasSizeGreaterThan(300);

            // Heartbeats: as long as before, again and again.
            Revision beat = at.getFirst();
            for (int i = 0; i < 500; i++) {
                beat = done(store.update(key(0), new byte[3_000], beat));
            }
            Revision last = beat;
            assertThatThrownBy(() -> store.update(key(0), new byte[3_001], last))
                    .isInstanceOf(StoreFullException.class);
            assertThat(store.find(key(1))).isPresent();
            assertThat(Files.size(file())).isLessThanOrEqualTo(BUDGET);

            for (int i = 1; i < 200; i++) {
                done(store.delete(key(i), at.get(i)));
            }
            done(store.create(new Key("/again"), new byte[3_000]));
            assertThat(Files.size(file())).isLessThanOrEqualTo(BUDGET);
        }
    }

    @Test
    void oneCommitThatIsTooLargeForTheBudgetIsRefusedAsAWhole() {
        try (var store = SqliteStore.open(file(), SMALL.withBudget(BUDGET))) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 3; i++) {
                writes.add(new Write.Put(key(i), new byte[1 << 20]));
            }
            assertThatThrownBy(() -> store.writeAll(writes)).isInstanceOf(StoreFullException.class);
            assertThat(store.count("/")).isZero();
            done(store.create(key(0), new byte[3_000]));
        }
    }

    @Test
    void aReaderThatStaysMakesTheLogGrowAndThatIsSaid() throws IOException {
        try (var store = SqliteStore.open(file(), SMALL)) {
            done(store.create(key(0), new byte[100]));
            try (var backup = new Connection(file(), SMALL)) {
                backup.statement("BEGIN").run();
                assertThat(backup.number("SELECT count(*) FROM entry")).isEqualTo(1);
                fill(store, 1, 100);

                assertThat(store.isLogHeld()).isTrue();
                assertThat(store.logBytes()).isGreaterThan(2 * LOG_BYTES);
                backup.statement("ROLLBACK").run();
            }
            fill(store, 101, 50);

            assertThat(store.isLogHeld()).isFalse();
            assertThat(Files.size(folder.resolve("state.db-wal"))).isLessThan(3 * LOG_BYTES);
        }
    }

    private static void fill(SqliteStore store, int from, int count) {
        for (int i = from; i < from + count; i++) {
            done(store.create(key(i), new byte[4_000]));
        }
    }

    @Test
    void aLongHistoryIsForgottenAtOnceAndDeletedStepByStep() {
        int changes = 5_000;
        try (var store = SqliteStore.open(file(), SMALL)) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < changes; i++) {
                writes.add(new Write.Put(key(i % 10), new byte[10]));
            }
            store.writeAll(writes);
        }
        try (var connection = new Connection(file(), SMALL)) {
            Revision newest = Tables.revision(connection);
            Tables.forget(connection, newest);
            assertThat(Tables.trim(connection, newest, newest, 1_000)).isTrue();
            assertThat(changes(connection)).isEqualTo(changes - 1_000);
        }
        // What a process leaves behind that dies in the middle, the next one deletes.
        try (var store = SqliteStore.open(file(), SMALL);
                var connection = new Connection(file(), SMALL)) {
            assertThat(store.compacted()).isEqualTo(new Revision(changes));
            done(store.create(new Key("/next"), new byte[10]));
            while (changes(connection) > 2) {
                Thread.onSpinWait();
            }
            assertThat(store.revision()).isEqualTo(new Revision(changes + 1));
        }
    }

    private static long changes(Connection connection) {
        return connection.number("SELECT count(*) FROM change");
    }

    @Test
    void manySmallCommitsKeepTheLogAtItsMeasure() throws IOException {
        try (var store = SqliteStore.open(file(), SMALL)) {
            for (int i = 0; i < 400; i++) {
                store.writeAll(List.of(new Write.Put(key(i % 7), new byte[500])));
            }
            assertThat(Files.size(folder.resolve("state.db-wal"))).isLessThan(2 * LOG_BYTES);
        }
    }
}
