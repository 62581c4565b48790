// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import java.util.List;

/// What a transaction leaves in the tables.
///
/// @param kept entries that take the place of what is there, one for each key
/// @param erased keys whose entries go
/// @param changes rows of the log, in order
/// @param before how far the engine was
/// @param after how far it is then; changes from `before.compacted()` to `after.compacted()` go
record Entered(List<Entry> kept, List<Key> erased, List<Change> changes, Horizon before, Horizon after) {
    Entered {
        kept = List.copyOf(kept);
        erased = List.copyOf(erased);
        changes = List.copyOf(changes);
    }

    boolean changesNothing() {
        return before.equals(after);
    }
}
