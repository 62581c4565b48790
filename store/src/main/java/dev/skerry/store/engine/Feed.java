// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.store.Change;
import dev.skerry.store.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Fans the changes of a store out to its watches.
///
/// Changes are published in the order of the revisions: by one writer with [#publish], or, where several
/// threads learn of the same changes, with [#publishOnce]. A watch that is opened learns the revision up to
/// which the feed has published: what lies before comes from the store's history, what lies after comes
/// through the feed, so nothing is missed and nothing comes twice. Publishing never waits for a reader:
/// see [FeedWatch] for what happens to a slow one.
///
/// Lock order: the feed's lock, then a watch's.
public final class Feed {
    private final int queueMax;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<FeedWatch> watches = new ArrayList<>();

    @GuardedBy("lock")
    private Revision published;

    @GuardedBy("lock")
    private @Nullable String closedBecause;

    /// @param queueMax changes that a watch may lag behind before it is cut off
    /// @param published the revision the store stands at
    public Feed(int queueMax, Revision published) {
        this.queueMax = queueMax;
        this.published = published;
    }

    /// Hands committed changes to every watch.
    ///
    /// @param upTo the revision of the last of them
    public void publish(List<Change> changes, Revision upTo) {
        lock.lock();
        try {
            published = upTo;
            for (FeedWatch watch : watches) {
                watch.offer(changes, upTo);
            }
        } finally {
            lock.unlock();
        }
    }

    /// As [#publish], for a store whose changes are read by several threads: what has been published is left
    /// out, so that each change comes once and in order whoever is first.
    ///
    /// @param changes all that there are up to `upTo`, but for those up to a revision at which the feed stood
    ///     before they were read
    public void publishOnce(List<Change> changes, Revision upTo) {
        lock.lock();
        try {
            if (upTo.isAfter(published)) {
                Revision known = published;
                publish(
                        changes.stream()
                                .filter(change -> change.revision().isAfter(known))
                                .toList(),
                        upTo);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The changes up to here are lost to this feed: its watches are cut off, those opened later begin here.
    public void skip(Revision upTo, String reason) {
        lock.lock();
        try {
            if (upTo.isAfter(published)) {
                published = upTo;
                watches.forEach(watch -> watch.lose(reason));
                watches.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The revision up to which watches have been told.
    public Revision published() {
        lock.lock();
        try {
            return published;
        } finally {
            lock.unlock();
        }
    }

    /// Opens a watch on what is published from now on; what lies between `after` and now, the watch reads
    /// from the history.
    public FeedWatch open(String prefix, Revision after, History history) {
        lock.lock();
        try {
            var watch = new FeedWatch(this, prefix, after, published, history);
            if (closedBecause != null) {
                watch.lose(closedBecause);
            } else {
                watches.add(watch);
            }
            return watch;
        } finally {
            lock.unlock();
        }
    }

    /// Ends every watch that is open, because what happened since the last publication is not known; the feed
    /// goes on behind it.
    ///
    /// @param at the revision the store stands at now
    public void startOver(String reason, Revision at) {
        lock.lock();
        try {
            published = at;
            watches.forEach(watch -> watch.lose(reason));
            watches.clear();
        } finally {
            lock.unlock();
        }
    }

    /// Ends every watch, and those that are opened later.
    public void close(String reason) {
        lock.lock();
        try {
            closedBecause = reason;
            watches.forEach(watch -> watch.lose(reason));
            watches.clear();
        } finally {
            lock.unlock();
        }
    }

    int queueMax() {
        return queueMax;
    }

    void forget(FeedWatch watch) {
        lock.lock();
        try {
            watches.remove(watch);
        } finally {
            lock.unlock();
        }
    }
}
