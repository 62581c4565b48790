// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Jobs on virtual threads, one for each. They belong to a task group: closing it ends them all, and a turn that
/// throws ends the group.
public final class ThreadedJobs implements Jobs {
    private final TaskGroup tasks;

    public ThreadedJobs(TaskGroup tasks) {
        this.tasks = tasks;
    }

    @Override
    public Job job(String name, Turn turn, Runnable ended) {
        return new ThreadedJob(tasks, name, turn, ended);
    }

    private static final class ThreadedJob implements Job {
        private final TaskGroup tasks;
        private final String name;
        private final Turn turn;
        private final Runnable ended;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition poked = lock.newCondition();

        @GuardedBy("lock")
        private boolean isPoked;

        @GuardedBy("lock")
        private boolean isStopped;

        /// Set while an interrupt would reach this job and nothing else.
        @GuardedBy("lock")
        private @Nullable Thread thread;

        private ThreadedJob(TaskGroup tasks, String name, Turn turn, Runnable ended) {
            this.tasks = tasks;
            this.name = name;
            this.turn = turn;
            this.ended = ended;
        }

        @Override
        public void start() {
            tasks.start(name, this::run);
        }

        @Override
        public void poke() {
            lock.lock();
            try {
                isPoked = true;
                poked.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void stop() {
            lock.lock();
            try {
                isStopped = true;
                if (thread != null) {
                    thread.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        private void run() throws InterruptedException {
            try {
                takeTurns();
            } catch (InterruptedException interrupted) {
                // Told to stop; if it was not this job that was told, the whole group is, and has to hear of it.
                if (!isStopped()) {
                    throw interrupted;
                }
            } finally {
                leave();
                ended.run();
            }
        }

        private void takeTurns() throws InterruptedException {
            enter();
            while (!isStopped()) {
                switch (turn.take()) {
                    case Next.In(Duration pause) -> awaitPoke(pause);
                    case Next.Over() -> {
                        return;
                    }
                }
            }
        }

        private void awaitPoke(Duration atMost) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = atMost.toNanos();
                while (!isPoked && left > 0) {
                    left = poked.awaitNanos(left);
                }
                isPoked = false;
            } finally {
                lock.unlock();
            }
        }

        private void enter() {
            lock.lock();
            try {
                thread = Thread.currentThread();
                // The first turn comes at once, whoever asked for it.
                isPoked = false;
            } finally {
                lock.unlock();
            }
        }

        private void leave() {
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }

        private boolean isStopped() {
            lock.lock();
            try {
                return isStopped;
            } finally {
                lock.unlock();
            }
        }
    }
}
