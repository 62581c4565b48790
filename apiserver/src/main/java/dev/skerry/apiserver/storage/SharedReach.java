// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Asks an engine that is another process, one question for all who wait.
///
/// Questions are numbered. One thread, which runs [#run], takes the number of the latest question, asks the
/// engine, and so has answered every question up to that number: two hundred readers at once cost two round trips.
/// Who has waited for [#PATIENCE] declares the engine away for everybody. From then on nobody waits; the thread
/// goes on asking, about once a second, and the first answer ends the absence.
final class SharedReach implements Reach {
    /// Longer than an engine that lives takes under load, shorter than people take for a hang.
    static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Log LOG = Log.of("apiserver.storage");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Store store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isAsked = lock.newCondition();
    private final Condition isAnswered = lock.newCondition();

    @GuardedBy("lock")
    private long asked;

    @GuardedBy("lock")
    private long answered;

    @GuardedBy("lock")
    private long revision;

    @GuardedBy("lock")
    private @Nullable String absence;

    SharedReach(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public long latest() {
        lock.lock();
        try {
            long own = ++asked;
            isAsked.signal();
            long left = PATIENCE.toNanos();
            while (answered < own && absence == null && left > 0) {
                left = isAnswered.awaitNanos(left);
            }
            if (answered >= own) {
                return revision;
            }
            String why = absence;
            if (why == null) {
                why = "the datastore has not answered for " + PATIENCE.toMillis() + " ms";
                leave(why);
            }
            throw away(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while waiting for the store", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void demand() {
        absence().ifPresent(why -> {
            throw away(why);
        });
    }

    @Override
    public Optional<String> absence() {
        lock.lock();
        try {
            return Optional.ofNullable(absence);
        } finally {
            lock.unlock();
        }
    }

    /// Asks for the others until it is interrupted; start it as a task.
    void run() throws InterruptedException {
        while (true) {
            long upTo = awaitQuestion();
            try {
                answer(upTo, store.revision().value());
            } catch (StoreUnavailableException away) {
                note(String.valueOf(away.getMessage()));
                clock.sleep(PAUSE);
            }
        }
    }

    /// Waits a moment, and on until the engine answers.
    void awaitPresence() throws InterruptedException {
        do {
            clock.sleep(PAUSE);
        } while (absence().isPresent());
    }

    /// The latest question. While the engine is away nobody needs to ask: that it is back must be found out.
    private long awaitQuestion() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (asked == answered && absence == null) {
                isAsked.await();
            }
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private void answer(long upTo, long now) {
        lock.lock();
        try {
            answered = upTo;
            revision = Math.max(revision, now);
            if (absence != null) {
                LOG.info("the datastore is back", "revision", now);
                absence = null;
            }
            isAnswered.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void note(String why) {
        lock.lock();
        try {
            if (absence == null) {
                leave(why);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void leave(String why) {
        LOG.warn("the datastore cannot be reached; reads are answered from memory, writes refused", "why", why);
        absence = why;
        isAnswered.signalAll();
    }

    private static StoreUnavailableException away(String why) {
        return StoreUnavailableException.notWritten(why, new IOException(why));
    }
}
