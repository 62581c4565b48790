// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// A few connections that read, lent to one caller at a time. Each reading is one snapshot. Who finds none
/// free waits; the wait is short, since nobody calls out while holding one.
final class Readers implements AutoCloseable {
    private final int size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Connection> free;

    @GuardedBy("lock")
    private boolean isClosed;

    Readers(List<Connection> connections) {
        size = connections.size();
        free = new ArrayDeque<>(connections);
    }

    /// Runs a reading inside one snapshot.
    <T> T read(Function<Connection, T> reading) {
        Connection connection = borrow();
        try {
            connection.statement("BEGIN").run();
            try {
                return reading.apply(connection);
            } finally {
                // There is nothing to keep: this ends the snapshot, also after a failure.
                connection.resetAll();
                connection.statement("ROLLBACK").run();
            }
        } finally {
            giveBack(connection);
        }
    }

    private Connection borrow() {
        lock.lock();
        try {
            while (free.isEmpty() && !isClosed) {
                returned.awaitUninterruptibly();
            }
            if (isClosed) {
                throw new IllegalStateException("the store is closed");
            }
            return free.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Connection connection) {
        lock.lock();
        try {
            free.addFirst(connection);
            returned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for what is lent, and closes all. A second call does nothing.
    @Override
    public void close() {
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            returned.signalAll();
            while (free.size() < size) {
                returned.awaitUninterruptibly();
            }
            free.forEach(Connection::close);
        } finally {
            lock.unlock();
        }
    }
}
