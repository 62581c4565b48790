// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.lifecycle.TerminalException;
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

    /// The disk did not keep what it was told to keep: of a file, and of its name in the folder.
    private static final int NOT_SYNCED = IO_ERROR | 4 << 8;

    private static final int FOLDER_NOT_SYNCED = IO_ERROR | 5 << 8;

    private static final int NO_SPACE = 28;
    private static final int QUOTA_EXCEEDED = 122;

    private SqliteFailure() {}

    /// @param code extended result code
    /// @param systemError `errno`, if the operating system was at fault
    static RuntimeException of(Path file, int code, int systemError, String text) {
        boolean isOutOfSpace = code == NO_SHARED_MEMORY || systemError == NO_SPACE || systemError == QUOTA_EXCEEDED;
        int kind = code & 0xFF;
        // First of all: also when it was for want of space, nobody knows what is on disk now.
        if (code == NOT_SYNCED || code == FOLDER_NOT_SYNCED) {
            return untrusted(file, text);
        }
        if (kind == CORRUPT || kind == NOT_A_DATABASE) {
            return corrupt(file, text);
        }
        if (kind == FULL || ((kind == IO_ERROR || kind == CANNOT_OPEN) && isOutOfSpace)) {
            return full(file, text);
        }
        return new TransientException("StoreFailed", "cannot use " + file + ": " + text + " (SQLite " + code + ")");
    }

    /// After a sync that failed the kernel may have dropped what it could not write and will not say so again: to
    /// try once more proves nothing. What is on disk is read again by the next process.
    private static TerminalException untrusted(Path file, String text) {
        return new TerminalException(
                "StoreUntrusted",
                "the disk could not keep what was written to " + file + " (" + text
                        + "): what was answered before is on it, the last writes may be or not; the process must"
                        + " start anew, and if this comes again the disk is failing");
    }

    /// Whether the store must end for it.
    static boolean isFinal(RuntimeException failure) {
        return failure instanceof TerminalException;
    }

    static StoreCorruptException corrupt(Path file, String what) {
        return new StoreCorruptException(file + " is corrupt (" + what
                + "): stop this process, move the file and its -wal, -shm and .seen aside, and restore a backup;"
                + " an agent without a backup fetches everything again from its server");
    }

    private static StoreFullException full(Path file, String text) {
        return new StoreFullException(
                "no space left to write " + file + ": free some; nothing was written, reading goes on",
                new IllegalStateException(text));
    }
}
