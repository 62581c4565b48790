// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.Intake;
import dev.skerry.store.engine.LoadableStore;
import dev.skerry.store.engine.Request;
import dev.skerry.store.engine.Rows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The store in three tables of an SQL engine that several servers share, each with a store object of its own.
///
/// Every answer is as of now, whoever wrote: revisions and reads come from the engine. A watch is told another
/// server's change as soon as the engine tells of it, and before [#revision] answers with it. Of several changes
/// that another server made to one key in quick succession, a watch may be told the last one only, as when it
/// reads the past.
///
/// While the engine is away, reads and writes throw [StoreUnavailableException] without waiting longer than a
/// socket's timeout, and at once when it has been away for a moment; everything goes on by itself when it is back.
public final class SqlStore implements LoadableStore {
    /// Every engine can index so much.
    private static final int KEY_BYTES_MAX = 2_000;

    private static final Backoff LISTENING = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final SqlEngine engine;
    private final Connections connections;
    private final Clock clock;
    private final RandomGenerator random;
    private final Readers readers;
    private final SqlHistory history;
    private final Intake intake = new Intake();
    private final Feed feed;
    private final Follower follower;
    private final TaskGroup tasks = new TaskGroup();

    private SqlStore(SqlEngine engine, SqlConfig config, Clock clock, RandomGenerator random) {
        this.engine = engine;
        this.clock = clock;
        this.random = random;
        this.connections = new Connections(engine, clock, random);
        this.readers = new Readers(engine, connections, config.readers());
        this.history = new SqlHistory(readers);
        this.feed = new Feed(config.queueMax(), readers.read(Queries::horizon).revision());
        var ownCommit = new OwnCommit();
        this.follower = new Follower(readers, feed, engine.pace(), ownCommit);
        var forgetting = new Forgetting(config.historyMax());
        var writer =
                new SqlWriter(intake, new Transactions(engine, connections, feed, follower, forgetting, ownCommit));
        tasks.startBlocking("store writer", writer::run);
        tasks.start("store follower", follower::run);
        tasks.start("store listener", this::listen);
    }

    /// Opens the store, and makes its database and tables if they are missing.
    ///
    /// @throws StoreUnavailableException if the engine does not answer
    /// @throws TerminalException if it will not let us in, or holds what we do not understand
    public static SqlStore open(
            Endpoint.Postgres endpoint, TlsFiles files, SqlConfig config, Clock clock, RandomGenerator random) {
        return open(new PostgresEngine(endpoint, files, Long.toHexString(random.nextLong())), config, clock, random);
    }

    /// As for PostgreSQL.
    public static SqlStore open(
            Endpoint.Mysql endpoint, TlsFiles files, SqlConfig config, Clock clock, RandomGenerator random) {
        return open(new MysqlEngine(endpoint, MysqlTls.of(endpoint.parameters(), files)), config, clock, random);
    }

    private static SqlStore open(SqlEngine engine, SqlConfig config, Clock clock, RandomGenerator random) {
        SqlSetup.prepare(engine);
        return new SqlStore(engine, config, clock, random);
    }

    @Override
    public Revision revision() {
        return follower.now().revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return readers.read(connection -> Queries.find(connection, key));
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        return readers.read(connection -> Queries.range(connection, prefix, from, limit));
    }

    @Override
    public long count(String prefix) {
        return readers.read(connection -> Queries.count(connection, prefix));
    }

    /// @throws IllegalArgumentException if a key is longer than the engines can index, 2,000 bytes
    @Override
    public List<Update> writeAll(List<Write> writes) {
        requireShortKeys(writes);
        return intake.submit(new Request(writes, Revision.NONE)).answers();
    }

    /// @throws IllegalArgumentException as above
    @Override
    public Together writeTogether(List<Write> writes) {
        requireShortKeys(writes);
        return Together.of(writes, intake.submit(Request.together(writes)).answers());
    }

    private static void requireShortKeys(List<Write> writes) {
        for (Write write : writes) {
            if (Rows.bytes(write.key()).length > KEY_BYTES_MAX) {
                throw new IllegalArgumentException("a key of more than " + KEY_BYTES_MAX + " bytes: " + write.key());
            }
        }
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        // The past is the engine's; what comes, the feed's, and needs no asking.
        if (feed.published().isAfter(after)) {
            Revision compacted = compacted();
            if (compacted.isAfter(after)) {
                throw new CompactedException(after, compacted);
            }
        }
        return feed.open(prefix, after, history);
    }

    @Override
    public void compact(Revision upTo) {
        intake.submit(new Request(List.of(), upTo));
    }

    @Override
    public Revision compacted() {
        return follower.now().compacted();
    }

    @Override
    public void load(List<Entry> entries) {
        new Loading(engine, connections, feed).load(entries);
    }

    @Override
    public void unload(List<Key> keys) {
        new Loading(engine, connections, feed).unload(keys);
    }

    @Override
    public void standAt(Revision revision) {
        new Loading(engine, connections, feed).standAt(revision);
        follower.now();
    }

    /// Does what waits, and closes. A second call does nothing.
    @Override
    public void close() {
        intake.close();
        tasks.close();
        feed.close("the store is closed");
        readers.close();
    }

    /// Wakes the follower for as long as the store lives.
    private void listen() throws InterruptedException {
        int failures = 0;
        while (engine.tells()) {
            try {
                Session session = connections.open();
                try {
                    engine.listen(session.connection(), follower::wake);
                } catch (SQLException failed) {
                    connections.lost(session, failed);
                    failures = 0;
                } finally {
                    session.close();
                }
            } catch (StoreUnavailableException _) {
                failures++;
            }
            clock.sleep(LISTENING.delay(failures + 1, random));
        }
    }
}
