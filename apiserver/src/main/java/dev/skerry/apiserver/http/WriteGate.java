// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets a writing thread on while the client reads, and holds it while the connection's bounded buffer is
/// full. The event loop opens the gate; a client that leaves it shut too long is cut off.
final class WriteGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Channel channel;
    private final Duration patience;

    WriteGate(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
    }

    /// Called by the event loop when the connection can take more, or is gone.
    void open() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when the connection can take more.
    ///
    /// @throws IOException if the client is gone, or does not read
    void pass() throws IOException {
        if (channel.isWritable() && channel.isActive()) {
            return;
        }
        lock.lock();
        try {
            long left = patience.toNanos();
            while (channel.isActive() && !channel.isWritable()) {
                if (left <= 0) {
                    channel.close();
                    throw new IOException("the client does not read: cut off after " + patience);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("told to stop while writing", e);
        } finally {
            lock.unlock();
        }
        if (!channel.isActive()) {
            throw new IOException("the client is gone");
        }
    }
}
