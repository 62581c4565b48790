// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes from one thread to another: how an answer that goes on (a watch, a log) reaches a client in
/// the same process. Bounded; when it is full the writer waits for the reader, as on a socket.
///
/// The reader may close first: the writer's next write then throws, which is how a server learns that
/// its client went away.
public final class BytePipe implements AutoCloseable {
    /// A few events; memory is taken only while bytes wait.
    private static final int WAITING_MAX = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private byte[] waiting = new byte[0];

    @GuardedBy("lock")
    private int start;

    @GuardedBy("lock")
    private boolean isFinished;

    @GuardedBy("lock")
    private boolean isClosed;

    @GuardedBy("lock")
    private Duration wait = Duration.ofSeconds(60);

    private final InputStream in = new Reading();
    private final OutputStream out = new Writing();

    /// The reader's end. A read that waits longer than [#limitWait] allows throws
    /// [SocketTimeoutException] and may be tried again.
    public InputStream in() {
        return in;
    }

    /// The writer's end; closing it lets the reader read what waits and then see the end.
    public OutputStream out() {
        return out;
    }

    public void limitWait(Duration most) {
        lock.lock();
        try {
            wait = most;
        } finally {
            lock.unlock();
        }
    }

    /// Ends both directions at once.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            waiting = new byte[0];
            start = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            long nanosLeft = wait.toNanos();
            while (start == waiting.length) {
                if (isClosed) {
                    throw new IOException("closed");
                }
                if (isFinished) {
                    return -1;
                }
                if (nanosLeft <= 0) {
                    throw new SocketTimeoutException("nothing came within " + wait);
                }
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
            int count = Math.min(length, waiting.length - start);
            System.arraycopy(waiting, start, target, offset, count);
            start += count;
            if (start == waiting.length) {
                waiting = new byte[0];
                start = 0;
            }
            changed.signalAll();
            return count;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw interrupted(stop);
        } finally {
            lock.unlock();
        }
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (!isClosed && waiting.length - start >= WAITING_MAX) {
                changed.await();
            }
            if (isClosed || isFinished) {
                throw new IOException("the reader went away");
            }
            int kept = waiting.length - start;
            var all = new byte[kept + length];
            System.arraycopy(waiting, start, all, 0, kept);
            System.arraycopy(source, offset, all, kept, length);
            waiting = all;
            start = 0;
            changed.signalAll();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw interrupted(stop);
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted(InterruptedException stop) {
        var told = new InterruptedIOException("told to stop");
        told.initCause(stop);
        return told;
    }

    private void finish() {
        lock.lock();
        try {
            isFinished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Reading extends InputStream {
        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return length == 0 ? 0 : BytePipe.this.read(target, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return waiting.length - start;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            BytePipe.this.close();
        }
    }

    private final class Writing extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            BytePipe.this.write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            // A large write goes through in pieces, so that the pipe never holds much more than its bound.
            for (int done = 0; done < length; done += WAITING_MAX) {
                BytePipe.this.write(source, offset + done, Math.min(WAITING_MAX, length - done));
            }
        }

        @Override
        public void close() {
            finish();
        }
    }
}
