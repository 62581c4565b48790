// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where requests wait for the writer, which takes all that wait at once: the longer a commit takes, the
/// more share the next one. Bounded; the policy is *block*.
public final class Intake {
    private static final int WAITING_MAX = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition taken = lock.newCondition();

    @GuardedBy("lock")
    private List<Request> waiting = new ArrayList<>();

    @GuardedBy("lock")
    private boolean isClosed;

    /// Hands a request in and waits for its answer.
    public Request.Outcome.Written submit(Request request) {
        lock.lock();
        try {
            while (waiting.size() >= WAITING_MAX && !isClosed) {
                taken.awaitUninterruptibly();
            }
            if (isClosed) {
                throw new IllegalStateException("the store is closed");
            }
            waiting.add(request);
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return request.await();
    }

    /// Waits for requests and takes all; none when the intake is closed and empty.
    public List<Request> takeAll() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !isClosed) {
                arrived.awaitUninterruptibly();
            }
            List<Request> all = waiting;
            waiting = new ArrayList<>();
            taken.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /// Whether nobody waits at this moment.
    public boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Takes nothing more. What waits is still done.
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            arrived.signalAll();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
