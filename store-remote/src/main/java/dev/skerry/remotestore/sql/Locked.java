// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import java.util.Map;

/// What the writer sees while nobody else writes.
///
/// @param news what others wrote, perhaps only the first part of it
/// @param entries those of the keys asked for that exist
record Locked(News news, Map<Key, Entry> entries) {
    Locked {
        entries = Map.copyOf(entries);
    }
}
