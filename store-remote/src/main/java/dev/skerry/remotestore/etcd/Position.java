// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far the feed has told etcd's changes, in etcd's revisions, and who waits for more.
final class Position {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    @GuardedBy("lock")
    private long at;

    @GuardedBy("lock")
    private long wanted;

    Position(long at) {
        this.at = at;
    }

    long at() {
        lock.lock();
        try {
            return at;
        } finally {
            lock.unlock();
        }
    }

    /// Somebody waits for this revision, and it may be that no change of ours leads there.
    void want(long revision) {
        lock.lock();
        try {
            wanted = Math.max(wanted, revision);
        } finally {
            lock.unlock();
        }
    }

    boolean isBehind() {
        lock.lock();
        try {
            return wanted > at;
        } finally {
            lock.unlock();
        }
    }

    void moveTo(long revision) {
        lock.lock();
        try {
            at = revision;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// etcd was set back: what was waited for will not come.
    void setBackTo(long revision) {
        lock.lock();
        try {
            at = revision;
            wanted = revision;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the feed is there; false if it takes longer. Who is interrupted waits on all the same and
    /// finds its interrupt set.
    boolean await(long revision, Duration timeout) {
        boolean wasInterrupted = false;
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (at < revision && left > 0) {
                try {
                    left = moved.awaitNanos(left);
                } catch (InterruptedException _) {
                    wasInterrupted = true;
                }
            }
            return at >= revision;
        } finally {
            lock.unlock();
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// As [#await], for a thread that ends when it is interrupted.
    boolean awaitOrStop(long revision, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (at < revision && left > 0) {
                left = moved.awaitNanos(left);
            }
            return at >= revision;
        } finally {
            lock.unlock();
        }
    }
}
