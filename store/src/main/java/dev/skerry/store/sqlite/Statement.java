// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A prepared statement: bind, step, read columns, reset. Parameters count from 1, columns from 0, as in
/// SQL.
final class Statement implements AutoCloseable {
    /// More than any statement of this package has.
    private static final int PARAMETERS_MAX = 8;

    /// A key.
    private static final int PLACE_BYTES_MIN = 128;

    /// Nearly every object is smaller.
    private static final int PLACE_BYTES_MAX = 16 << 10;

    private final Connection connection;
    private final MemorySegment handle;

    /// Where the bytes of each parameter lie, by its number; SQLite reads them there until they are bound anew.
    private final @Nullable MemorySegment[] places = new MemorySegment[PARAMETERS_MAX + 1];

    Statement(Connection connection, MemorySegment handle) {
        this.connection = connection;
        this.handle = handle;
    }

    Statement bind(int index, long value) {
        require(Library.bind(handle, index, value));
        return this;
    }

    /// Copies the bytes once, to a place that the statement keeps: each write binds four, and to allocate, clear and
    /// free for each, here and in SQLite, costs more than the copying. They are bound anew before each run. Only a
    /// large value gets a place for this once, so that it is not held for ever.
    Statement bind(int index, byte[] value) {
        if (value.length > PLACE_BYTES_MAX) {
            return bindOnce(index, value);
        }
        MemorySegment place = place(index, value.length);
        MemorySegment.copy(value, 0, place, ValueLayout.JAVA_BYTE, 0, value.length);
        require(Library.bindInPlace(handle, index, place, value.length));
        return this;
    }

    private MemorySegment place(int index, int length) {
        MemorySegment known = places[index];
        if (known != null && known.byteSize() >= length) {
            return known;
        }
        // A power of two, so that it grows a few times only. Freed with the statement, by the collector.
        int bytes = Math.max(PLACE_BYTES_MIN, Integer.highestOneBit(Math.max(1, length - 1)) << 1);
        MemorySegment place = Arena.ofAuto().allocate(bytes);
        places[index] = place;
        return place;
    }

    private Statement bindOnce(int index, byte[] value) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(value.length);
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
