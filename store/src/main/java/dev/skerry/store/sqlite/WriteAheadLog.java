// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.telemetry.Log;

/// Keeps the write-ahead log small: when enough has been written to it, it is moved into the database.
///
/// As a rule nobody waits for that. SQLite moves what no reader's snapshot still needs, and when all is moved and
/// nobody reads from the log, the next commit begins it anew from its start. The file keeps its size meanwhile:
/// to write over what is there costs the disk less than to lengthen a file, and a full disk has room for small
/// writes. Only when the log has grown to twice its measure, because some reader was always at its end, the writer
/// waits for the readers, as long as the busy timeout, and cuts the file. A reader that stays longer (a backup, a
/// stuck process) makes the log grow; then [#isHeld] says so, and the log of the program.
///
/// The writer alone calls it; [#bytes] and [#isHeld] anybody.
final class WriteAheadLog {
    private static final Log LOG = Log.of("store.sqlite");

    /// What SQLite writes before each page of the log.
    private static final long FRAME_HEADER_BYTES = 24;

    private final Connection connection;
    private final long bytesMax;
    private final long frameBytes;

    /// Pages that the connection had written when the log was last looked at.
    private long lookedAt;

    /// What may be written until it is looked at again.
    private long dueBytes;

    private volatile long bytes;
    private volatile boolean isHeld;

    /// @param bytesMax what may be written before the log is moved
    WriteAheadLog(Connection connection, long bytesMax) {
        this.connection = connection;
        this.bytesMax = bytesMax;
        this.frameBytes = connection.number("PRAGMA page_size") + FRAME_HEADER_BYTES;
        this.dueBytes = bytesMax;
    }

    /// What the log held when it was last looked at.
    long bytes() {
        return bytes;
    }

    /// What the log takes of the disk, or may at any moment.
    long room() {
        return Math.max(bytes, 2 * bytesMax);
    }

    /// Whether the log is larger than it should be because somebody reads an old snapshot.
    boolean isHeld() {
        return isHeld;
    }

    /// After a start that may follow a crash: moves everything into the database and cuts the log. What the kernel
    /// holds of a log whose sync failed is so written once more, to another place, before anything builds on it.
    void settle() {
        move("TRUNCATE");
    }

    /// After a commit.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TerminalException if the disk did not keep it
    void tend() {
        long written = ((connection.pagesWritten() - lookedAt) & 0xFFFF_FFFFL) * frameBytes;
        if (written < dueBytes) {
            return;
        }
        boolean isMoved = move("PASSIVE");
        if (isMoved && bytes > 2 * bytesMax) {
            isMoved = move("TRUNCATE");
        }
        dueBytes = isMoved ? bytesMax : bytesMax / 4;
        warn(bytes > 2 * bytesMax);
    }

    /// @return whether nothing is left to move
    private boolean move(String how) {
        lookedAt = connection.pagesWritten();
        Statement row = connection.statement("PRAGMA wal_checkpoint(" + how + ")");
        try {
            row.step();
            boolean isBusy = row.number(0) != 0;
            long frames = row.number(1);
            bytes = Math.max(0, frames) * frameBytes;
            return !isBusy && frames == row.number(2);
        } catch (RuntimeException failed) {
            if (SqliteFailure.isFinal(failed)) {
                throw failed;
            }
            LOG.warn("the log stays where it is", "database", connection.file(), "because", failed.getMessage());
            return false;
        } finally {
            row.reset();
        }
    }

    private void warn(boolean isTooLarge) {
        if (isTooLarge && !isHeld) {
            LOG.warn(
                    "the write-ahead log cannot be cut, because somebody reads an old snapshot; it grows until that"
                            + " one ends: look for a backup or an sqlite3 that hangs",
                    "database",
                    connection.file(),
                    "bytes",
                    bytes);
        } else if (!isTooLarge && isHeld) {
            LOG.info("the write-ahead log is cut again", "database", connection.file());
        }
        isHeld = isTooLarge;
    }
}
