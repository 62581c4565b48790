// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.store.sqlite.SqliteStore;

/// What a database of this process says of itself.
final class StoreMetrics {
    private StoreMetrics() {}

    /// @param name tells it from the others of the process
    static void register(String name, SqliteStore store, Metrics metrics) {
        metrics.gauge(
                "skerry_store_log_bytes",
                "Size of the write-ahead log when it was last moved into the database.",
                store::logBytes,
                "database",
                name);
        metrics.gauge(
                "skerry_store_log_held",
                "1 while the write-ahead log grows because somebody reads an old snapshot.",
                () -> store.isLogHeld() ? 1 : 0,
                "database",
                name);
    }
}
