// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.store.Change;
import dev.skerry.store.Revision;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One reader's end of a [Feed]: a bounded queue whose policy is *disconnect*. When it is full its
/// content is dropped at once, so that a reader who has gone to sleep does not hold memory, and the
/// reader learns that the watch is lost.
///
/// What a store replays from its history is not counted: it is read before the watch is handed out,
/// and bounded by the history.
public final class FeedWatch implements Watch {
    private final Feed feed;
    private final String prefix;
    private final Revision after;
    private final Revision start;
    private final int queueMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private List<Change> replayed = List.of();

    @GuardedBy("lock")
    private List<Change> queue = new ArrayList<>();

    @GuardedBy("lock")
    private Revision upTo;

    @GuardedBy("lock")
    private @Nullable String lostBecause;

    FeedWatch(Feed feed, String prefix, Revision after, Revision start, int queueMax) {
        this.feed = feed;
        this.prefix = prefix;
        this.after = after;
        this.start = start;
        this.queueMax = queueMax;
        this.upTo = start;
    }

    /// The last revision that does not come through the feed.
    public Revision start() {
        return start;
    }

    /// Puts changes from the store's history before everything else. Called once, before the watch is read.
    public void replay(List<Change> changes) {
        lock.lock();
        try {
            replayed = List.copyOf(changes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Next next(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long remaining = timeout.toNanos();
            while (replayed.isEmpty() && queue.isEmpty() && lostBecause == null && remaining > 0) {
                remaining = arrived.awaitNanos(remaining);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Next take() {
        if (lostBecause != null) {
            return new Next.Lost(lostBecause);
        }
        if (!replayed.isEmpty()) {
            var changes = new Next.Changes(replayed);
            replayed = List.of();
            return changes;
        }
        if (queue.isEmpty()) {
            return new Next.Quiet(upTo);
        }
        var changes = new Next.Changes(queue);
        queue = new ArrayList<>();
        return changes;
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
            if (queue.size() > queueMax) {
                lose("the reader fell more than " + queueMax + " changes behind");
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
            lostBecause = reason;
            replayed = List.of();
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
