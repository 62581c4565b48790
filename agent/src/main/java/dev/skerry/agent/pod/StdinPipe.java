// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What arrives for a command's standard input, until the command reads it. Bounded; the policy is *block*,
/// so that the sender is slowed down by the link's own flow control.
final class StdinPipe extends InputStream {
    private static final int PIECES_MAX = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();

    /// Where in the first piece reading goes on.
    @GuardedBy("lock")
    private int offset;

    @GuardedBy("lock")
    private boolean isEnded;

    /// Adds what has arrived; dropped if nobody will read any more.
    void put(byte[] bytes) throws InterruptedException {
        lock.lock();
        try {
            while (pieces.size() >= PIECES_MAX && !isEnded) {
                changed.await();
            }
            if (!isEnded && bytes.length > 0) {
                pieces.add(bytes);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more will come.
    void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int start, int length) throws InterruptedIOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (pieces.isEmpty() && !isEnded) {
                changed.await();
            }
            if (pieces.isEmpty()) {
                return -1;
            }
            byte[] first = pieces.getFirst();
            int count = Math.min(length, first.length - offset);
            System.arraycopy(first, offset, bytes, start, count);
            offset += count;
            if (offset == first.length) {
                pieces.removeFirst();
                offset = 0;
                changed.signalAll();
            }
            return count;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for input");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        end();
    }
}
