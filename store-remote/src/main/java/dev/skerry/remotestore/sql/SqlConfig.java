// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

/// How much a store in SQL tables may take.
///
/// @param historyMax changes remembered for watches from the past, by all servers together: each costs its key
///     and some forty bytes in the engine. A watch that starts further back has to list again
/// @param queueMax changes that a watch may lag behind before it is cut off; values are shared between watches
/// @param readers connections that read, opened when they are needed. One more writes, one follows, and with
///     PostgreSQL one listens
public record SqlConfig(int historyMax, int queueMax, int readers) {
    public SqlConfig {
        if (historyMax < 1 || queueMax < 1 || readers < 1) {
            throw new IllegalArgumentException("not positive");
        }
    }

    /// For a control plane. Reads of objects are served from memory, so that few connections are plenty.
    public static SqlConfig server() {
        return new SqlConfig(100_000, 10_000, 4);
    }
}
