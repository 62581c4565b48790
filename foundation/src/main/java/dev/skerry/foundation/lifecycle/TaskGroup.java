// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Named tasks on virtual threads that live and fall together: the first failure interrupts the others
/// and is rethrown by [#await]; [#close] interrupts all and waits until they are gone. The only place
/// in the product that starts virtual threads.
///
/// A task ends well by returning, or by passing on the interrupt that asked it to stop.
public final class TaskGroup implements AutoCloseable {
    /// One task: work that blocks.
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    @GuardedBy("lock")
    private final Set<Thread> running = new LinkedHashSet<>();

    @GuardedBy("lock")
    private @Nullable Throwable failure;

    @GuardedBy("lock")
    private boolean isClosed;

    /// Starts a task. In a group that is closed or has failed nothing starts any more.
    public void start(String name, Task task) {
        start(Thread.ofVirtual().name(name), task);
    }

    /// Starts a task that reads or writes pipes or terminals: such a call holds the thread under a virtual
    /// thread for as long as the other side likes, and a machine with two processors has two of those. Also
    /// one that must get its turn though virtual threads spin.
    public void startBlocking(String name, Task task) {
        start(Thread.ofPlatform().daemon().name(name), task);
    }

    private void start(Thread.Builder kind, Task task) {
        lock.lock();
        try {
            if (isClosed || failure != null) {
                return;
            }
            Thread thread = kind.unstarted(() -> runTask(task));
            running.add(thread);
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until every task has ended.
    ///
    /// @throws TaskFailedException with the first failure as its cause
    public void await() throws InterruptedException {
        lock.lock();
        try {
            while (!running.isEmpty()) {
                ended.await();
            }
            if (failure != null) {
                throw new TaskFailedException(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Interrupts every task and waits until each has ended. A second call does nothing.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            running.forEach(Thread::interrupt);
            while (!running.isEmpty()) {
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Interrupts every task without waiting: for a task that ends its own group.
    public void stop() {
        lock.lock();
        try {
            isClosed = true;
            running.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private void runTask(Task task) {
        Throwable thrown = null;
        try {
            task.run();
        } catch (Throwable failed) {
            thrown = failed;
        }
        end(thrown);
    }

    private void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            running.remove(Thread.currentThread());
            boolean wasToldToStop = isClosed || failure != null;
            if (thrown != null && !wasToldToStop) {
                failure = thrown;
                running.forEach(Thread::interrupt);
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
