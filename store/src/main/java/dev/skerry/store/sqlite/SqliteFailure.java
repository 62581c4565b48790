// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.StoreFullException;
import java.nio.file.Path;

/// Says what an error of SQLite means to whoever uses the store.
final class SqliteFailure {
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    /// The shared-memory file beside the database could not grow: only ever for want of space.
    private static final int NO_SHARED_MEMORY = IO_ERROR | 19 << 8;

    private static final int NO_SPACE = 28;
    private static final int QUOTA_EXCEEDED = 122;

    private SqliteFailure() {}

    /// @param code extended result code
    /// @param systemError `errno`, if the operating system was at fault
    static RuntimeException of(Path file, int code, int systemError, String text) {
        boolean isOutOfSpace = code == NO_SHARED_MEMORY || systemError == NO_SPACE || systemError == QUOTA_EXCEEDED;
        int kind = code & 0xFF;
        if (kind == CORRUPT || kind == NOT_A_DATABASE) {
            return corrupt(file, text);
        }
        if (kind == FULL || ((kind == IO_ERROR || kind == CANNOT_OPEN) && isOutOfSpace)) {
            return full(file, text);
        }
        return new TransientException("StoreFailed", "cannot use " + file + ": " + text + " (SQLite " + code + ")");
    }

    static StoreCorruptException corrupt(Path file, String what) {
        return new StoreCorruptException(file + " is corrupt (" + what
                + "): stop this process, move the file and its -wal and -shm aside, and restore a backup;"
                + " an agent without a backup fetches everything again from its server");
    }

    private static StoreFullException full(Path file, String text) {
        return new StoreFullException(
                "no space left to write " + file + ": free some; nothing was written, reading goes on",
                new IllegalStateException(text));
    }
}
