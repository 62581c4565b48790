// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A prepared statement: bind, step, read columns, reset. Parameters count from 1, columns from 0, as in
/// SQL.
final class Statement implements AutoCloseable {
    private final Connection connection;
    private final MemorySegment handle;

    Statement(Connection connection, MemorySegment handle) {
        this.connection = connection;
        this.handle = handle;
    }

    Statement bind(int index, long value) {
        require(Library.bind(handle, index, value));
        return this;
    }

    Statement bind(int index, byte[] value) {
        try (var arena = Arena.ofConfined()) {
            // One byte more, so that an empty value has an address too: SQLite takes none for NULL.
            MemorySegment bytes = arena.allocate(value.length + 1L);
            MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, 0, value.length);
            require(Library.bind(handle, index, bytes, value.length));
        }
        return this;
    }

    /// Whether there is another row.
    boolean step() {
        int code = Library.step(handle);
        if (code != Library.ROW && code != Library.DONE) {
            RuntimeException failure = connection.failure();
            Library.reset(handle);
            throw failure;
        }
        return code == Library.ROW;
    }

    /// Runs a statement that answers no rows.
    void run() {
        step();
        reset();
    }

    long number(int column) {
        return Library.columnLong(handle, column);
    }

    byte[] bytes(int column) {
        return Library.columnBytes(handle, column);
    }

    /// Ends the current run, so that no snapshot stays open.
    Statement reset() {
        // It answers the failure of the last step once more, which has been thrown already.
        Library.reset(handle);
        return this;
    }

    @Override
    public void close() {
        Library.finish(handle);
    }

    private void require(int code) {
        if (code != Library.OK) {
            throw connection.failure();
        }
    }
}
