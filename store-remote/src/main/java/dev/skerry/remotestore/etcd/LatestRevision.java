// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Asks for etcd's revision on behalf of many at once: one question is under way, and all who come meanwhile
/// share the next, which begins after they came. So each gets an answer that is not older than its question,
/// and a thousand lists at once cost etcd two reads.
final class LatestRevision {
    private final LongSupplier question;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private Round next = new Round();

    @GuardedBy("lock")
    private boolean isUnderWay;

    LatestRevision(LongSupplier question) {
        this.question = question;
    }

    long read() {
        Round mine;
        lock.lock();
        try {
            mine = next;
            while (!mine.isOver && isUnderWay) {
                changed.awaitUninterruptibly();
            }
            if (mine.isOver) {
                return mine.answer();
            }
            isUnderWay = true;
            next = new Round();
        } finally {
            lock.unlock();
        }
        ask(mine);
        return mine.answer();
    }

    private void ask(Round round) {
        long value = 0;
        RuntimeException failure = new IllegalStateException("the question broke off");
        boolean isAnswered = false;
        try {
            value = question.getAsLong();
            isAnswered = true;
        } catch (RuntimeException failed) {
            failure = failed;
        } finally {
            lock.lock();
            try {
                round.value = value;
                round.failure = isAnswered ? null : failure;
                round.isOver = true;
                isUnderWay = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// One question and its answer, written under the lock before it is over.
    private static final class Round {
        private volatile boolean isOver;
        private long value;
        private @Nullable RuntimeException failure;

        long answer() {
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }
}
