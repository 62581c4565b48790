// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks the store itself, each time and on the caller's thread: for a store inside the process, where asking
/// costs nothing and everything may run under a virtual clock.
final class DirectReach implements Reach {
    private final Store store;
    private volatile @Nullable String absence;

    DirectReach(Store store) {
        this.store = store;
    }

    @Override
    public long latest() {
        try {
            long revision = store.revision().value();
            absence = null;
            return revision;
        } catch (StoreUnavailableException away) {
            absence = String.valueOf(away.getMessage());
            throw away;
        }
    }

    /// The store itself knows, and says it at once.
    @Override
    public void demand() {}

    @Override
    public Optional<String> absence() {
        return Optional.ofNullable(absence);
    }
}
