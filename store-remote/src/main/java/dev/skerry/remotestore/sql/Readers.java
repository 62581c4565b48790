// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import dev.skerry.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// A few connections that read, opened when needed, lent to one caller at a time. Who finds none free waits; the
/// wait is short, since nobody calls out while holding one.
final class Readers implements AutoCloseable {
    /// Reads something in one statement.
    @FunctionalInterface
    interface Reading<T> {
        T read(Connection connection) throws SQLException;
    }

    private final SqlEngine engine;
    private final Connections connections;
    private final int size;
    private final Semaphore permits;
    private final Deque<Session> free = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    Readers(SqlEngine engine, Connections connections, int size) {
        this.engine = engine;
        this.connections = connections;
        this.size = size;
        this.permits = new Semaphore(size);
    }

    <T> T read(Reading<T> reading) {
        permits.acquireUninterruptibly();
        try {
            if (isClosed.get()) {
                throw new IllegalStateException("the store is closed");
            }
            return attempt(reading);
        } finally {
            permits.release();
        }
    }

    /// A connection that has lain there may have been broken for long: then the next one may do.
    private <T> T attempt(Reading<T> reading) {
        for (Session lying = free.pollFirst(); lying != null; lying = free.pollFirst()) {
            if (!connections.isCurrent(lying)) {
                lying.close();
                continue;
            }
            try {
                return readAndKeep(lying, reading);
            } catch (SQLException failed) {
                drop(lying, failed);
                Trouble trouble = engine.trouble(failed);
                boolean mayNextDo = trouble == Trouble.GONE || trouble == Trouble.READ_ONLY;
                if (!mayNextDo || Thread.currentThread().isInterrupted()) {
                    throw unavailable(failed);
                }
            }
        }
        Session fresh = connections.open();
        try {
            return readAndKeep(fresh, reading);
        } catch (SQLException failed) {
            drop(fresh, failed);
            throw unavailable(failed);
        }
    }

    /// Also kept when a row turns out to be damaged: that is no fault of the connection.
    private <T> T readAndKeep(Session session, Reading<T> reading) throws SQLException {
        T answer;
        try {
            answer = reading.read(session.connection());
        } catch (RuntimeException failed) {
            free.addFirst(session);
            throw failed;
        }
        free.addFirst(session);
        return answer;
    }

    /// An interrupt closes the socket that its thread reads from, which says nothing about the engine.
    private void drop(Session session, SQLException failed) {
        if (engine.trouble(failed).isOfTheConnection()
                && !Thread.currentThread().isInterrupted()) {
            connections.lost(session, failed);
        } else {
            session.close();
        }
    }

    private StoreUnavailableException unavailable(SQLException failed) {
        return StoreUnavailableException.notWritten(
                "cannot read from " + engine.name() + ": " + failed.getMessage() + ". It is tried again by itself",
                failed);
    }

    /// Waits for what is lent, and closes all. A second call does nothing.
    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        permits.acquireUninterruptibly(size);
        free.forEach(Session::close);
        permits.release(size);
    }
}
