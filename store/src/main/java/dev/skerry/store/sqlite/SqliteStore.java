// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.store.CompactedException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.Filling;
import dev.skerry.store.engine.Intake;
import dev.skerry.store.engine.LoadableStore;
import dev.skerry.store.engine.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The store in one SQLite file (with its `-wal` and `-shm` beside it).
///
/// A write is on disk when it is answered: write-ahead log, synchronous=FULL, many callers to a commit.
/// Reads see a snapshot and wait for no write. Failures: [dev.skerry.store.StoreFullException] when there
/// is no space, [dev.skerry.store.StoreCorruptException] when the file does not hold what was written.
public final class SqliteStore implements LoadableStore {
    /// The writer calls no deep code; on the agent every stack counts.
    private static final int WRITER_STACK_BYTES = 256 << 10;

    private final FileLock fileLock;
    private final Readers readers;
    private final SqliteHistory history;
    private final Intake intake = new Intake();
    private final Feed feed;
    private final Writer writer;
    private final Thread writerThread;

    private SqliteStore(
            FileLock fileLock, Connection writing, List<Connection> reading, SqliteConfig config, Witness witness) {
        this.fileLock = fileLock;
        this.readers = new Readers(reading);
        this.history = new SqliteHistory(readers);
        this.feed = new Feed(config.queueMax(), Tables.revision(writing));
        this.writer = new Writer(writing, config, intake, feed, witness);
        this.writerThread = new Thread(null, writer, "store " + writing.file().getFileName(), WRITER_STACK_BYTES);
        writerThread.setDaemon(true);
        writerThread.start();
    }

    /// Opens the store in this file, or makes it, readable by its owner only.
    ///
    /// @throws dev.skerry.foundation.lifecycle.TerminalException if another process has it open, it belongs
    ///     to another program, or it cannot be made
    /// @throws dev.skerry.store.StoreCorruptException if the file is damaged
    public static SqliteStore open(Path file, SqliteConfig config) {
        FileLock lock = FileLock.take(file);
        var opened = new ArrayList<Connection>();
        try {
            var writing = new Connection(file, config);
            opened.add(writing);
            Tables.prepare(writing);
            Witness witness = Witness.of(file);
            Soundness.check(writing, witness.revision(), config.checkBytesMax());
            for (int i = 0; i < config.readers(); i++) {
                opened.add(new Connection(file, config));
            }
            return new SqliteStore(lock, writing, opened.subList(1, opened.size()), config, witness);
        } catch (RuntimeException failed) {
            opened.forEach(Connection::close);
            lock.close();
            throw failed;
        }
    }

    @Override
    public Revision revision() {
        return writer.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return readers.read(connection -> Tables.find(connection, key));
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return readers.read(connection -> Tables.range(connection, prefix, from, limit));
    }

    @Override
    public long count(String prefix) {
        return readers.read(connection -> Tables.count(connection, prefix));
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        return intake.submit(new Request(writes, Revision.NONE)).answers();
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return Together.of(writes, intake.submit(Request.together(writes)).answers());
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        Revision compacted = writer.compacted();
        if (compacted.isAfter(after)) {
            throw new CompactedException(after, compacted);
        }
        return feed.open(prefix, after, history);
    }

    @Override
    public void compact(Revision upTo) {
        intake.submit(new Request(List.of(), upTo));
    }

    @Override
    public Revision compacted() {
        return writer.compacted();
    }

    /// Bytes of the write-ahead log.
    public long logBytes() {
        return writer.log().bytes();
    }

    /// Whether the write-ahead log grows because somebody reads an old snapshot.
    public boolean isLogHeld() {
        return writer.log().isHeld();
    }

    @Override
    public void await() throws InterruptedException {
        writer.awaitEnd();
    }

    @Override
    public void load(List<Entry> entries) {
        intake.submit(new Request(new Filling.Load(entries)));
    }

    @Override
    public void unload(List<Key> keys) {
        intake.submit(new Request(new Filling.Unload(keys)));
    }

    @Override
    public void standAt(Revision revision) {
        intake.submit(new Request(new Filling.Stand(revision)));
    }

    /// Does what waits, and closes. A second call does nothing.
    @Override
    public void close() {
        intake.close();
        boolean wasInterrupted = false;
        while (writerThread.isAlive()) {
            try {
                writerThread.join();
            } catch (InterruptedException _) {
                wasInterrupted = true;
            }
        }
        feed.close("the store is closed");
        readers.close();
        fileLock.close();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
