// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// One connection to the database file. Used by one thread at a time; whoever shares it says how.
final class Connection implements AutoCloseable {
    private final Path file;
    private final MemorySegment handle;

    /// By their SQL. The texts are constants of this package, so there are few.
    private final Map<String, Statement> statements = new HashMap<>();

    Connection(Path file, SqliteConfig config) {
        this.file = file;
        try (var arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            int code = Library.open(arena.allocateFrom(file.toString()), out);
            handle = out.get(ADDRESS, 0);
            if (code != Library.OK) {
                RuntimeException failure = failure();
                Library.close(handle);
                throw failure;
            }
        }
        try {
            execute("PRAGMA busy_timeout=250");
            // Of a new database only. A commit writes whole pages, and an update touches two: for 500 bytes alone the
            // disk gets 12,777 bytes with pages of 4,096, 8,594 with 2,048, and 6,632 with 1,024, of which a value of
            // a usual pod would take four.
            execute("PRAGMA page_size=2048");
            execute("PRAGMA journal_mode=WAL");
            execute("PRAGMA synchronous=FULL");
            // The writer moves the log into the database itself, when it is large.
            execute("PRAGMA wal_autocheckpoint=0");
            execute("PRAGMA cache_size=-" + config.cacheKibibytes());
            execute("PRAGMA temp_store=MEMORY");
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    Path file() {
        return file;
    }

    /// A statement, ready to be bound.
    Statement statement(String sql) {
        Statement known = statements.get(sql);
        if (known == null) {
            known = prepare(sql);
            statements.put(sql, known);
        }
        return known.reset();
    }

    /// Runs a statement that is not worth keeping, to its end.
    void execute(String sql) {
        try (Statement statement = prepare(sql)) {
            while (statement.step()) {
                // Pragmas answer rows that nobody needs.
            }
        }
    }

    /// The number in the first column of the first row.
    long number(String sql) {
        try (Statement statement = prepare(sql)) {
            statement.step();
            return statement.number(0);
        }
    }

    private Statement prepare(String sql) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            if (Library.prepare(handle, arena.allocateFrom(sql), out) != Library.OK) {
                throw Library.errorCode(handle) == Library.ERROR ? foreignTables() : failure();
            }
            return new Statement(this, out.get(ADDRESS, 0));
        }
    }

    /// Our SQL is constant: if it does not fit the tables, these are not the ones that we made.
    private RuntimeException foreignTables() {
        return SqliteFailure.corrupt(file, Library.errorText(handle));
    }

    /// How many pages this connection has written to the log so far.
    long pagesWritten() {
        return Library.pagesWritten(handle);
    }

    /// Ends every statement that was left in the middle of its rows.
    void resetAll() {
        statements.values().forEach(Statement::reset);
    }

    /// What the last call's failure means.
    RuntimeException failure() {
        return SqliteFailure.of(
                file, Library.errorCode(handle), Library.systemError(handle), Library.errorText(handle));
    }

    @Override
    public void close() {
        statements.values().forEach(Statement::close);
        statements.clear();
        Library.close(handle);
    }
}
