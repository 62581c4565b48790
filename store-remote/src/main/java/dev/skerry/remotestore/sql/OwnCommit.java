// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Whether the writer is between sending a commit and telling its changes. The log has no values, so of our change and
/// a later one of another server to the same key the follower would tell the later one only; and who was answered must
/// find its change in the watches. So the follower lets the writer go first.
final class OwnCommit {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();

    @GuardedBy("lock")
    private long begun;

    @GuardedBy("lock")
    private long ended;

    void begin() {
        lock.lock();
        try {
            begun++;
        } finally {
            lock.unlock();
        }
    }

    /// Told, or given up.
    void end() {
        lock.lock();
        try {
            ended = begun;
            over.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the one that is under way, if one is: for no longer than the writer waits for the engine.
    void awaitEnd() {
        lock.lock();
        try {
            long underWay = begun;
            while (ended < underWay) {
                over.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
