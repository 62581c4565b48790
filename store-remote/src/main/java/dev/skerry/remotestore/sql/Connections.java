// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.HostPort;
import dev.skerry.store.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Opens connections, and says at once that it cannot while the engine is known to be away.
///
/// When an attempt has failed, the next one is made only after a while that grows; whoever asks meanwhile, or
/// while somebody else is trying, is told why without waiting. So nobody waits for an engine that is away, and
/// the engine is not stormed when it comes back. When a connection is lost, all that were opened before are taken
/// to be lost, too ([#isCurrent]).
final class Connections {
    private static final Log LOG = Log.of("store.sql");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    private final SqlEngine engine;
    private final Clock clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long generation;

    @GuardedBy("lock")
    private int failures;

    @GuardedBy("lock")
    private long nextAttempt;

    @GuardedBy("lock")
    private boolean isTrying;

    @GuardedBy("lock")
    private @Nullable SQLException lastFailure;

    Connections(SqlEngine engine, Clock clock, RandomGenerator random) {
        this.engine = engine;
        this.clock = clock;
        this.random = random;
    }

    /// @throws StoreUnavailableException if the engine does not let us in; nothing was written
    Session open() {
        long current = begin();
        SQLException failed = null;
        for (HostPort host : engine.hosts()) {
            try {
                var session = new Session(engine.connect(host), current);
                succeeded();
                return session;
            } catch (SQLException | RuntimeException thrown) {
                failed = thrown instanceof SQLException known ? known : new SQLException(thrown);
            }
        }
        throw failed(failed == null ? new SQLException("no host") : failed);
    }

    private long begin() {
        lock.lock();
        try {
            if (lastFailure != null && (isTrying || clock.nanos() - nextAttempt < 0)) {
                throw away(lastFailure);
            }
            isTrying = true;
            return generation;
        } finally {
            lock.unlock();
        }
    }

    private void succeeded() {
        int failed;
        lock.lock();
        try {
            failed = failures;
            failures = 0;
            isTrying = false;
            lastFailure = null;
        } finally {
            lock.unlock();
        }
        if (failed > 0) {
            LOG.info("the datastore answers again", "datastore", engine.name(), "attempts", failed + 1);
        }
    }

    private StoreUnavailableException failed(SQLException failure) {
        int failed;
        lock.lock();
        try {
            failed = ++failures;
            isTrying = false;
            lastFailure = failure;
            nextAttempt = clock.nanos() + BACKOFF.delay(failures, random).toNanos();
        } finally {
            lock.unlock();
        }
        if (failed == 1) {
            LOG.warn(
                    "the datastore does not let us in; it is tried again and again",
                    "datastore",
                    engine.name(),
                    "because",
                    failure.getMessage());
        }
        return away(failure);
    }

    private StoreUnavailableException away(SQLException failure) {
        return StoreUnavailableException.notWritten(
                "cannot connect to " + engine.name() + " (" + failure.getMessage() + "). Nothing was written. It is"
                        + " tried again by itself: "
                        + TlsAdvice.of(failure).orElse("check that it runs, lets us in, and takes writes"),
                failure);
    }

    /// Whether nothing has been heard that speaks against a connection.
    boolean isCurrent(Session session) {
        lock.lock();
        try {
            return session.generation() == generation;
        } finally {
            lock.unlock();
        }
    }

    /// A connection broke. Its owner closes it.
    void lost(Session session, SQLException because) {
        boolean isNews;
        lock.lock();
        try {
            isNews = session.generation() == generation;
            generation = isNews ? generation + 1 : generation;
        } finally {
            lock.unlock();
        }
        session.close();
        if (isNews) {
            LOG.warn(
                    "the connection to the datastore is lost",
                    "datastore",
                    engine.name(),
                    "because",
                    because.getMessage());
        }
    }
}
