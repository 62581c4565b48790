// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import dev.skerry.store.Store;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Path;

/// Which store the child opens: the real one, or one with a bug that the harness must find.
enum StoreVariant {
    SOUND,
    EARLY_ANSWER;

    Store open(Path file, SqliteConfig config) {
        Store store = SqliteStore.open(file, config);
        return switch (this) {
            case SOUND -> store;
            case EARLY_ANSWER -> new EarlyAnswer(store);
        };
    }
}
