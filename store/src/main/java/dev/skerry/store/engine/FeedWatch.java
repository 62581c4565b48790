// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One reader's end of a [Feed]: first the past, part by part from the [History], then a bounded queue
/// whose policy is *disconnect*. When the queue is full its content is dropped at once, so that a reader
/// who has gone to sleep does not hold memory, and the reader learns that the watch is lost.
public final class FeedWatch implements Watch {
    private final Feed feed;
    private final String prefix;
    private final Revision after;
    private final Revision start;
    private final History history;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /// How far the past has been read. Only the one thread that reads this watch touches it.
    private Revision replayed;

    @GuardedBy("lock")
    private List<Change> queue = new ArrayList<>();

    @GuardedBy("lock")
    private Revision upTo;

    @GuardedBy("lock")
    private @Nullable String lostBecause;

    /// @param start the last revision that does not come through the feed
    FeedWatch(Feed feed, String prefix, Revision after, Revision start, History history) {
        this.feed = feed;
        this.prefix = prefix;
        this.after = after;
        this.start = start;
        this.history = history;
        this.replayed = after;
        this.upTo = start;
    }

    @Override
    public Next next(Duration timeout) throws InterruptedException {
        try {
            List<Change> past = replay();
            return past.isEmpty() ? nextLive(timeout) : new Next.Changes(past);
        } catch (StoreUnavailableException _) {
            // The past is read on when the engine is back; until then nothing happens in this watch.
            return pause(timeout);
        }
    }

    private Next pause(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long remaining = timeout.toNanos();
            while (lostBecause == null && remaining > 0) {
                remaining = arrived.awaitNanos(remaining);
            }
            return lostBecause == null ? new Next.Quiet(replayed) : new Next.Lost(lostBecause);
        } finally {
            lock.unlock();
        }
    }

    private List<Change> replay() {
        while (start.isAfter(replayed) && !isLost()) {
            try {
                History.Part part = history.read(prefix, replayed, start);
                replayed = part.upTo();
                if (!part.changes().isEmpty()) {
                    return part.changes();
                }
            } catch (CompactedException compacted) {
                lose(String.valueOf(compacted.getMessage()));
            }
        }
        return List.of();
    }

    private Next nextLive(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long remaining = timeout.toNanos();
            while (queue.isEmpty() && lostBecause == null && remaining > 0) {
                remaining = arrived.awaitNanos(remaining);
            }
            if (lostBecause != null) {
                return new Next.Lost(lostBecause);
            }
            if (queue.isEmpty()) {
                return new Next.Quiet(upTo);
            }
            var changes = new Next.Changes(queue);
            queue = new ArrayList<>();
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLost() {
        lock.lock();
        try {
            return lostBecause != null;
        } finally {
            lock.unlock();
        }
    }

    void offer(List<Change> changes, Revision published) {
        lock.lock();
        try {
            if (lostBecause != null) {
                return;
            }
            upTo = published;
            for (Change change : changes) {
                if (change.revision().isAfter(after) && change.key().text().startsWith(prefix)) {
                    queue.add(change);
                }
            }
            if (queue.size() > feed.queueMax()) {
                lose("the reader fell more than " + feed.queueMax() + " changes behind");
            } else if (!queue.isEmpty()) {
                arrived.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void lose(String reason) {
        lock.lock();
        try {
            lostBecause = lostBecause == null ? reason : lostBecause;
            queue = new ArrayList<>();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        feed.forget(this);
        lose("closed by its reader");
    }
}
