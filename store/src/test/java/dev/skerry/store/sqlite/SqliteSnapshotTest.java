// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Watch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSnapshotTest {
    @TempDir
    private Path folder;

    private SqliteStore store;

    @BeforeEach
    void openStore() {
        store = SqliteStore.open(file(), SqliteConfig.edge());
        store.create(new Key("/a"), "1".getBytes(UTF_8));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    @Test
    void itStandsStillWhileTheStoreIsWritten() throws Exception {
        try (var snapshot = SqliteSnapshot.open(file(), SqliteConfig.edge())) {
            store.create(new Key("/b"), "2".getBytes(UTF_8));
            store.update(new Key("/a"), "3".getBytes(UTF_8), new Revision(1));

            assertThat(snapshot.revision()).isEqualTo(new Revision(1));
            assertThat(snapshot.count("/")).isEqualTo(1);
            assertThat(snapshot.find(new Key("/a")).orElseThrow().value()).isEqualTo("1".getBytes(UTF_8));
            assertThat(snapshot.range("/", "/", 10).entries()).hasSize(1);
            assertThat(snapshot.watch("/", Revision.NONE).next(Duration.ZERO))
                    .isEqualTo(new Watch.Next.Quiet(new Revision(1)));
            assertThat(snapshot.faults()).isEmpty();
            assertThat(snapshot.checkChanges()).isEqualTo(1);
        }
        assertThat(store.count("/")).isEqualTo(2);
    }

    @Test
    void itSeesWhoHasTheDatabase() {
        assertThat(SqliteSnapshot.isInUse(file())).isTrue();
        assertThat(SqliteSnapshot.isInUse(file()))
                .as("and looking has not let go of it")
                .isTrue();
        store.close();
        assertThat(SqliteSnapshot.isInUse(file())).isFalse();
        assertThat(SqliteSnapshot.isInUse(folder.resolve("none.db"))).isFalse();
    }

    @Test
    void itMakesNoDatabase() {
        assertThatThrownBy(() -> SqliteSnapshot.open(folder.resolve("none.db"), SqliteConfig.edge()))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("there is no database");
        assertThat(folder.resolve("none.db")).doesNotExist();
    }
}
