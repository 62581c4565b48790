// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import java.time.Duration;

/// Where work goes on beside its owner: each job takes turns, one after another, with pauses between them. On
/// threads that is [ThreadedJobs]; a simulator takes the turns itself, in an order that it draws, while its own
/// clock stands still.
///
/// Duty of an implementation: turns of one job never overlap. A turn that is due is taken in the end, and a poke
/// brings one more after it, also if one is being taken at that moment. After [Job#stop] no turn begins. When
/// nothing of a job runs any more, `ended` is called, once.
public interface Jobs {
    /// One turn. It may block; an interrupt means that the job is to stop.
    @FunctionalInterface
    interface Turn {
        Next take() throws InterruptedException;
    }

    /// What follows a turn.
    sealed interface Next {
        Next OVER = new Over();

        /// Another turn after this time, or when the job is poked.
        record In(Duration pause) implements Next {}

        /// The job is done.
        record Over() implements Next {}

        static Next in(Duration pause) {
            return new In(pause);
        }
    }

    /// A job; it takes its first turn when it has been started.
    interface Job {
        void start();

        /// Asks for a turn now. From any thread; a poke before the start is kept.
        void poke();

        /// Ends it: interrupts the turn that is being taken, and does not wait for it.
        void stop();
    }

    /// @param name for people
    /// @param ended must only take note
    Job job(String name, Turn turn, Runnable ended);

    /// A job whose end nobody waits for.
    default Job job(String name, Turn turn) {
        return job(name, turn, () -> {});
    }
}
