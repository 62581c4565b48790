// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.memory;

import dev.skerry.store.LoadableContract;
import dev.skerry.store.engine.LoadableStore;

class MemoryLoadingTest extends LoadableContract {
    @Override
    protected LoadableStore open() {
        return new MemoryStore();
    }

    @Override
    protected LoadableStore reopen(LoadableStore store) {
        return ((MemoryStore) store).snapshot();
    }
}
