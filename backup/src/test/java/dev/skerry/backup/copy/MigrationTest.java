// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
    @TempDir
    private Path folder;

    private final MemoryStore source = new MemoryStore();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 950; i++) {
            source.create(key(i), ("value " + i).getBytes(UTF_8));
        }
        source.update(key(7), "again".getBytes(UTF_8), new Revision(8));
        source.delete(key(8), new Revision(9));
    }

    private static Key key(int number) {
        return new Key(String.format("/registry/core/pods/default/p%06d", number));
    }

    @Test
    void everythingArrivesWithItsRevisions() {
        try (SqliteStore target = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            var moved = new Migration(source, target, "here").run(Migration.Occupied.REFUSE, _ -> {});

            assertThat(moved.entries()).isEqualTo(949);
            assertThat(moved.skipped()).isZero();
            assertThat(target.revision()).isEqualTo(source.revision());
            assertThat(StoreDigest.of(target, _ -> true)).isEqualTo(StoreDigest.of(source, _ -> true));
            assertThat(target.find(key(7)).orElseThrow().created()).isEqualTo(new Revision(8));
            assertThat(target.find(key(7)).orElseThrow().modified()).isEqualTo(new Revision(951));
            assertThat(Note.find(target)).isEmpty();
            assertThatThrownBy(() -> target.watch("/", new Revision(900))).isInstanceOf(CompactedException.class);
        }
    }

    @Test
    void aRunThatWasCutShortGoesOnWhereItStopped() {
        var target = new MemoryStore();
        assertThatThrownBy(() -> new Migration(source, target, "here").run(Migration.Occupied.REFUSE, entries -> {
                    if (entries == 400) {
                        throw new IllegalStateException("the power goes");
                    }
                }))
                .hasMessage("the power goes");
        assertThat(Note.find(target)).isPresent();

        var moved = new Migration(source, target.snapshot(), "here").run(Migration.Occupied.REFUSE, entries -> {
            assertThat(entries).as("nothing is moved twice").isGreaterThan(400);
        });

        assertThat(moved.skipped()).isEqualTo(400);
        assertThat(moved.entries()).isEqualTo(949);
    }

    @Test
    void aRunThatWasCutShortBeginsAnewIfTheSourceHasChanged() {
        var target = new MemoryStore();
        assertThatThrownBy(() -> new Migration(source, target, "here").run(Migration.Occupied.REFUSE, _ -> {
                    throw new IllegalStateException("the power goes");
                }))
                .hasMessage("the power goes");
        source.delete(key(3), new Revision(4));

        var moved = new Migration(source, target, "here").run(Migration.Occupied.REFUSE, _ -> {});

        assertThat(moved.skipped()).isZero();
        assertThat(moved.entries()).isEqualTo(948);
        assertThat(target.find(key(3))).isEmpty();
    }

    @Test
    void aTargetThatHoldsSomethingIsLeftAloneUnlessItMayBeReplaced() {
        var target = new MemoryStore();
        for (int i = 0; i < 2_000; i++) {
            target.create(new Key("/registry/x/" + i), "precious".getBytes(UTF_8));
        }
        var migration = new Migration(source, target, "here");

        assertThatThrownBy(() -> migration.run(Migration.Occupied.REFUSE, _ -> {}))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("--force");
        assertThat(target.count("/")).isEqualTo(2_000);

        assertThat(migration.run(Migration.Occupied.REPLACE, _ -> {}).entries()).isEqualTo(949);
        assertThat(target.count("/")).isEqualTo(949);
        assertThat(target.revision()).as("never back").isGreaterThan(new Revision(2_000));
    }

    @Test
    void aSourceThatIsWrittenMeanwhileIsSaid() {
        var target = new MemoryStore();

        assertThatThrownBy(() -> new Migration(source, target, "here")
                        .run(
                                Migration.Occupied.REFUSE,
                                _ -> source.create(new Key("/registry/late" + source.revision()), new byte[0])))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("was written to meanwhile");
        assertThat(Note.find(target)).as("it is no store yet").isPresent();
    }

    @Test
    void halfAStoreIsNoSource() {
        source.create(Note.KEY, "{}".getBytes(UTF_8));

        assertThatThrownBy(
                        () -> new Migration(source, new MemoryStore(), "here").run(Migration.Occupied.REFUSE, _ -> {}))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("only half filled");
    }
}
