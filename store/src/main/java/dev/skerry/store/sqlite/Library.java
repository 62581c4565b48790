// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skerry.foundation.lifecycle.TerminalException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The functions of libsqlite3 that we use, one method each. Few on purpose: every handle costs the agent
/// classes. What SQL can say (checkpoints, sizes) is said in SQL.
@SuppressWarnings("restricted")
final class Library {
    static final int OK = 0;
    static final int ERROR = 1;
    static final int ROW = 100;
    static final int DONE = 101;

    /// Read and write, create, and no mutex: a connection of ours is used by one thread at a time.
    private static final int OPEN_FLAGS = 0x2 | 0x4 | 0x8000;

    /// Of `sqlite3_db_status`: pages written.
    private static final int STATUS_WRITES = 9;

    /// Tells SQLite to copy what is bound.
    private static final MemorySegment TRANSIENT = MemorySegment.ofAddress(-1);

    private static final SymbolLookup SYMBOLS = find();

    private static final MethodHandle OPEN = function("sqlite3_open_v2", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle CLOSE = function("sqlite3_close_v2", JAVA_INT, ADDRESS);
    private static final MethodHandle PREPARE =
            function("sqlite3_prepare_v2", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle STEP = function("sqlite3_step", JAVA_INT, ADDRESS);
    private static final MethodHandle RESET = function("sqlite3_reset", JAVA_INT, ADDRESS);
    private static final MethodHandle FINALIZE = function("sqlite3_finalize", JAVA_INT, ADDRESS);
    private static final MethodHandle BIND_LONG =
            function("sqlite3_bind_int64", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    private static final MethodHandle BIND_BLOB =
            function("sqlite3_bind_blob", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle COLUMN_LONG = function("sqlite3_column_int64", JAVA_LONG, ADDRESS, JAVA_INT);
    private static final MethodHandle COLUMN_BLOB = function("sqlite3_column_blob", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle COLUMN_BYTES = function("sqlite3_column_bytes", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ERROR_CODE = function("sqlite3_extended_errcode", JAVA_INT, ADDRESS);
    private static final MethodHandle SYSTEM_ERROR = function("sqlite3_system_errno", JAVA_INT, ADDRESS);
    private static final MethodHandle ERROR_TEXT = function("sqlite3_errmsg", ADDRESS, ADDRESS);

    private static final MethodHandle STATUS =
            function("sqlite3_db_status", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);

    private Library() {}

    private static SymbolLookup find() {
        try {
            return SymbolLookup.libraryLookup("libsqlite3.so.0", Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new TerminalException(
                    "SqliteMissing", "libsqlite3.so.0 is not on this machine; install libsqlite3-0", missing);
        }
    }

    private static MethodHandle function(String name, ValueLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(SYMBOLS.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /// @param handle receives the connection, also after a failure
    static int open(MemorySegment path, MemorySegment handle) {
        try {
            return (int) OPEN.invokeExact(path, handle, OPEN_FLAGS, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    static int close(MemorySegment connection) {
        return call(CLOSE, connection);
    }

    static int prepare(MemorySegment connection, MemorySegment sql, MemorySegment handle) {
        try {
            return (int) PREPARE.invokeExact(connection, sql, -1, handle, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    static int step(MemorySegment statement) {
        return call(STEP, statement);
    }

    static int reset(MemorySegment statement) {
        return call(RESET, statement);
    }

    static int finish(MemorySegment statement) {
        return call(FINALIZE, statement);
    }

    static int bind(MemorySegment statement, int index, long value) {
        try {
            return (int) BIND_LONG.invokeExact(statement, index, value);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    static int bind(MemorySegment statement, int index, MemorySegment bytes, int length) {
        try {
            return (int) BIND_BLOB.invokeExact(statement, index, bytes, length, TRANSIENT);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    /// As [#bind], but SQLite does not copy: the bytes must stay until something else is bound.
    static int bindInPlace(MemorySegment statement, int index, MemorySegment bytes, int length) {
        try {
            return (int) BIND_BLOB.invokeExact(statement, index, bytes, length, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    static long columnLong(MemorySegment statement, int column) {
        try {
            return (long) COLUMN_LONG.invokeExact(statement, column);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    /// The bytes of a column, copied.
    static byte[] columnBytes(MemorySegment statement, int column) {
        try {
            var bytes = (MemorySegment) COLUMN_BLOB.invokeExact(statement, column);
            int length = (int) COLUMN_BYTES.invokeExact(statement, column);
            return length == 0 ? new byte[0] : bytes.reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    static int errorCode(MemorySegment connection) {
        return call(ERROR_CODE, connection);
    }

    /// The operating system's `errno` behind the last failure.
    static int systemError(MemorySegment connection) {
        return call(SYSTEM_ERROR, connection);
    }

    static String errorText(MemorySegment connection) {
        try {
            var text = (MemorySegment) ERROR_TEXT.invokeExact(connection);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    /// Pages that a connection has written since it was opened; they wrap around as an int does.
    static long pagesWritten(MemorySegment connection) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, 2);
            int code = (int) STATUS.invokeExact(connection, STATUS_WRITES, numbers, numbers.asSlice(Integer.BYTES), 0);
            return code == OK ? Integer.toUnsignedLong(numbers.get(JAVA_INT, 0)) : 0;
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    private static int call(MethodHandle function, MemorySegment subject) {
        try {
            return (int) function.invokeExact(subject);
        } catch (Throwable thrown) {
            throw broken(thrown);
        }
    }

    private static IllegalStateException broken(Throwable thrown) {
        return new IllegalStateException("cannot call libsqlite3", thrown);
    }
}
