// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.store.LoadableContract;
import dev.skerry.store.engine.LoadableStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLoadingTest extends LoadableContract {
    @TempDir
    private Path folder;

    @Override
    protected LoadableStore open() {
        return SqliteStore.open(folder.resolve("state.db"), SqliteConfig.edge());
    }

    @Override
    protected LoadableStore reopen(LoadableStore store) {
        store.close();
        return open();
    }
}
