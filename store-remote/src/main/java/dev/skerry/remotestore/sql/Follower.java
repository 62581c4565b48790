// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.engine.Feed;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Reads what other servers wrote and publishes it, round after round: when somebody asks how far the engine is,
/// when it is woken by news, and otherwise at its pace.
///
/// A round is one statement that answers both how far the engine is and what changed. Who asks gets the answer of
/// a round that began after it had asked, so that the answer is not older than the question; all who ask while a
/// round is under way share the next one. When the answer is there, the feed has told everything up to it.
final class Follower {
    private static final Log LOG = Log.of("store.sql");

    private static final Duration WHILE_AWAY = Duration.ofMillis(200);

    /// How a round ended.
    private sealed interface Outcome {
        record Seen(Horizon horizon) implements Outcome {}

        record Failed(RuntimeException failure) implements Outcome {}
    }

    private final Readers readers;
    private final Feed feed;
    private final SqlEngine.Pace pace;
    private final OwnCommit ownCommit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Condition answered = lock.newCondition();

    /// Rounds that were begun, that have ended, and the latest that somebody waits for.
    @GuardedBy("lock")
    private long begun;

    @GuardedBy("lock")
    private long ended;

    @GuardedBy("lock")
    private long wanted;

    @GuardedBy("lock")
    private Outcome latest = new Outcome.Failed(new IllegalStateException("no round yet"));

    @GuardedBy("lock")
    private boolean isClosed;

    /// Only the follower's own thread touches it.
    private Duration wait;

    Follower(Readers readers, Feed feed, SqlEngine.Pace pace, OwnCommit ownCommit) {
        this.readers = readers;
        this.feed = feed;
        this.pace = pace;
        this.ownCommit = ownCommit;
        this.wait = pace.longest();
    }

    /// How far the engine is, not before now.
    ///
    /// @throws dev.skerry.store.StoreUnavailableException if it does not answer
    Horizon now() {
        lock.lock();
        try {
            long mine = begun + 1;
            wanted = Math.max(wanted, mine);
            asked.signal();
            while (ended < mine && !isClosed) {
                answered.awaitUninterruptibly();
            }
            if (isClosed) {
                throw new IllegalStateException("the store is closed");
            }
            return switch (latest) {
                case Outcome.Seen(Horizon horizon) -> horizon;
                case Outcome.Failed(RuntimeException failure) -> throw failure;
            };
        } finally {
            lock.unlock();
        }
    }

    /// There is news.
    void wake() {
        lock.lock();
        try {
            wanted = Math.max(wanted, begun + 1);
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Follows until its thread is interrupted.
    void run() throws InterruptedException {
        try {
            while (true) {
                begin();
                Outcome outcome = round();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                end(outcome);
            }
        } finally {
            close();
        }
    }

    private void begin() throws InterruptedException {
        lock.lock();
        try {
            long remaining = wait.toNanos();
            while (wanted <= begun && remaining > 0) {
                remaining = asked.awaitNanos(remaining);
            }
            begun++;
        } finally {
            lock.unlock();
        }
    }

    private Outcome round() {
        Revision before = feed.published();
        try {
            Horizon horizon = catchUp();
            boolean isNew = feed.published().isAfter(before);
            wait = isNew ? pace.shortest() : longer(wait);
            return new Outcome.Seen(horizon);
        } catch (RuntimeException failed) {
            // Whoever asked is told. Trying again costs nothing while no attempt to connect is due.
            wait = WHILE_AWAY;
            return new Outcome.Failed(failed);
        }
    }

    private Duration longer(Duration duration) {
        Duration twice = duration.multipliedBy(2);
        return twice.compareTo(pace.longest()) > 0 ? pace.longest() : twice;
    }

    private Horizon catchUp() {
        while (true) {
            Revision from = feed.published();
            try {
                News news =
                        readers.read(connection -> Queries.news(connection, "", from, new Revision(Long.MAX_VALUE)));
                ownCommit.awaitEnd();
                tell(feed, news, from);
                if (news.isWhole()) {
                    return news.horizon();
                }
            } catch (StoreCorruptException corrupt) {
                // What cannot be told is not told. Whoever watches reads everything again, and sees which it is.
                LOG.error("a change of another server cannot be read", corrupt);
                feed.skip(readers.read(Queries::horizon).revision(), String.valueOf(corrupt.getMessage()));
            }
        }
    }

    /// @param from where the feed stood before the news was read
    static void tell(Feed feed, News news, Revision from) {
        if (news.horizon().compacted().isAfter(from)) {
            feed.skip(news.horizon().compacted(), "changes were forgotten while this server could not read them");
        }
        feed.publishOnce(news.changes(), news.upTo());
    }

    private void end(Outcome outcome) {
        lock.lock();
        try {
            latest = outcome;
            ended = begun;
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        lock.lock();
        try {
            isClosed = true;
            answered.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
