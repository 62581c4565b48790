// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.engine.Rows;

/// Columns that are reckoned.
final class Tables {
    private Tables() {}

    static long sum(Entry entry) {
        return Rows.sum(
                Rows.bytes(entry.key()),
                entry.value(),
                entry.created().value(),
                entry.modified().value());
    }

    static long sum(Change change) {
        return Rows.sum(Rows.bytes(change.key()), new byte[0], change.revision().value(), deleted(change));
    }

    static long deleted(Change change) {
        return change.isDeletion() ? 1 : 0;
    }
}
