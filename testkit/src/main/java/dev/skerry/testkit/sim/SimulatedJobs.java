// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.lifecycle.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Jobs whose turns are taken one at a time, when the simulation says so and in an order that it draws.
///
/// A job that is stopped before its first turn has been caught either before it began or in the middle: then its
/// turn is taken and interrupted where it waits next.
final class SimulatedJobs implements Jobs {
    private final VirtualClock clock;
    private final RandomGenerator random;
    private final Hazards hazards;
    private final List<OneJob> started = new ArrayList<>();

    /// @param hazards are told to interrupt a turn
    SimulatedJobs(VirtualClock clock, RandomGenerator random, Hazards hazards) {
        this.clock = clock;
        this.random = random;
        this.hazards = hazards;
    }

    @Override
    public Job job(String name, Turn turn, Runnable ended) {
        return new OneJob(name, turn, ended);
    }

    /// Takes a turn of one of the jobs that are due; false if none is.
    boolean step() throws InterruptedException {
        List<OneJob> due = due();
        if (due.isEmpty()) {
            return false;
        }
        due.get(random.nextInt(due.size())).proceed();
        return true;
    }

    /// Takes a turn of every job that is due.
    void round() throws InterruptedException {
        for (OneJob job : due()) {
            if (started.contains(job)) {
                job.proceed();
            }
        }
    }

    private List<OneJob> due() {
        return started.stream().filter(OneJob::isDue).toList();
    }

    private final class OneJob implements Job {
        private final String name;
        private final Turn turn;
        private final Runnable ended;
        private boolean hasBegun;
        private boolean isPoked;
        private boolean isStopped;
        private long dueNanos;

        private OneJob(String name, Turn turn, Runnable ended) {
            this.name = name;
            this.turn = turn;
            this.ended = ended;
        }

        @Override
        public void start() {
            dueNanos = clock.nanos();
            started.add(this);
        }

        @Override
        public void poke() {
            isPoked = true;
        }

        @Override
        public void stop() {
            isStopped = true;
        }

        private boolean isDue() {
            return isStopped || isPoked || dueNanos - clock.nanos() <= 0;
        }

        private void proceed() throws InterruptedException {
            if (isStopped) {
                if (!hasBegun && random.nextBoolean()) {
                    takeInterrupted();
                }
                end();
                return;
            }
            hasBegun = true;
            isPoked = false;
            switch (turn.take()) {
                case Next.In(Duration pause) -> dueNanos = clock.nanos() + pause.toNanos();
                case Next.Over() -> end();
            }
        }

        private void takeInterrupted() {
            hazards.interruptSoon();
            try {
                Next _ = turn.take();
            } catch (InterruptedException _) {
                // As it was told.
            } finally {
                hazards.interruptNever();
            }
        }

        private void end() {
            started.remove(this);
            ended.run();
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
