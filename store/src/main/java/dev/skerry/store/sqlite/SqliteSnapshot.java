// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A database as it stands at this moment, also while a server has it open: one read transaction, which sees
/// nothing of what is written afterwards and keeps nobody from writing. The log can only be moved into the
/// database again when the snapshot is closed, so it is for backups and checks, not for keeping.
///
/// One thread uses it. Nothing can be written, and a watch never sees a change.
public final class SqliteSnapshot implements Store {
    private final Connection connection;
    private final Revision revision;

    private SqliteSnapshot(Connection connection) {
        this.connection = connection;
        connection.statement("BEGIN").run();
        this.revision = Tables.revision(connection);
    }

    /// @throws TerminalException if there is no database of ours
    public static SqliteSnapshot open(Path file, SqliteConfig config) {
        if (!Files.isRegularFile(file)) {
            throw new TerminalException("StoreMissing", "there is no database " + file);
        }
        var connection = new Connection(file, config);
        try {
            Tables.requireOurs(connection);
            return new SqliteSnapshot(connection);
        } catch (RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    /// Whether another process has a database open for writing.
    public static boolean isInUse(Path file) {
        return Files.isRegularFile(file) && FileLock.isTaken(file);
    }

    /// Reads every page of the file and compares every index with its table, as SQLite itself sees them.
    ///
    /// @return what is wrong; empty if nothing
    public List<String> faults() {
        return Tables.faults(connection);
    }

    /// Reads every change that is remembered, in order, and compares each with its checksum.
    ///
    /// @return how many there are
    public long checkChanges() {
        return Tables.checkChanges(connection);
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public Optional<Entry> find(Key key) {
        return Tables.find(connection, key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        return Tables.range(connection, prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        return Tables.count(connection, prefix);
    }

    @Override
    public Update create(Key key, byte[] value) {
        throw readOnly();
    }

    @Override
    public Update update(Key key, byte[] value, Revision expected) {
        throw readOnly();
    }

    @Override
    public Update delete(Key key, Revision expected) {
        throw readOnly();
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        throw readOnly();
    }

    @Override
    public void compact(Revision upTo) {
        throw readOnly();
    }

    @Override
    public Revision compacted() {
        return Tables.compacted(connection);
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        throw readOnly();
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        return new Watch() {
            @Override
            public Next next(Duration timeout) {
                return new Next.Quiet(revision);
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        };
    }

    @Override
    public void close() {
        connection.close();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a snapshot is only for reading");
    }
}
