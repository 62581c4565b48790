// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

/// How much memory and disk a store may take.
///
/// @param historyMax changes remembered for watches from the past; each costs about its key on disk.
///     A watch that starts further back has to list again
/// @param queueMax changes that a watch may lag behind before it is cut off; values are shared between watches
/// @param readers connections that read; at most so many virtual threads' carriers are held at a time
/// @param cacheKibibytes page cache of each connection; more saves reads of a large database
/// @param logBytesMax what is written to the write-ahead log before it is moved into the database, and the log
///     begins anew; more means fewer writes to disk and a longer start after a crash
/// @param checkBytesMax a database up to this size is checked page by page when it is opened
/// @param bytesMax what database and log may take; when it is reached, what makes the store larger is refused
public record SqliteConfig(
        int historyMax,
        int queueMax,
        int readers,
        int cacheKibibytes,
        long logBytesMax,
        long checkBytesMax,
        long bytesMax) {
    /// No budget: the disk is the bound.
    private static final long BYTES_MAX = Long.MAX_VALUE;

    public SqliteConfig {
        if (historyMax < 1 || queueMax < 1 || readers < 1 || cacheKibibytes < 1 || logBytesMax < 1 || bytesMax < 1) {
            throw new IllegalArgumentException("not positive");
        }
    }

    /// Without a budget.
    public SqliteConfig(
            int historyMax, int queueMax, int readers, int cacheKibibytes, long logBytesMax, long checkBytesMax) {
        this(historyMax, queueMax, readers, cacheKibibytes, logBytesMax, checkBytesMax, BYTES_MAX);
    }

    public SqliteConfig withBudget(long bytes) {
        return new SqliteConfig(historyMax, queueMax, readers, cacheKibibytes, logBytesMax, checkBytesMax, bytes);
    }

    /// For the control plane.
    public static SqliteConfig server() {
        return new SqliteConfig(100_000, 10_000, 2, 8_192, 16 << 20, 64 << 20);
    }

    /// For an agent of 64 MB.
    public static SqliteConfig edge() {
        return new SqliteConfig(2_000, 1_000, 1, 256, 1 << 20, 16 << 20);
    }
}
