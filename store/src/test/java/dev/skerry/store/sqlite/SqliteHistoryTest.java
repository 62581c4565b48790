// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.history.StoreUnderLoad;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What many clients were answered at once fits together.
class SqliteHistoryTest {
    /// A log that is cut often, and little history, so that watches are lost and begin again.
    private static final SqliteConfig BUSY = new SqliteConfig(400, 200, 2, 256, 64 << 10, 16 << 20);

    @TempDir
    private Path folder;

    @Test
    void manyClientsAtOnceAreAnsweredAsIfOneAfterTheOther() throws Exception {
        try (var store = SqliteStore.open(folder.resolve("state.db"), BUSY)) {
            var history = new StoreUnderLoad(store, 5).run(8, 1_000);
            assertThat(history.size()).isGreaterThanOrEqualTo(8_000);
            history.requireSound();
        }
    }
}
