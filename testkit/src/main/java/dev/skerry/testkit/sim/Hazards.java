// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.lifecycle.TransientException;
import java.util.random.RandomGenerator;

/// What may happen around everything that an agent does to its machine: it fails, the agent is interrupted, or it
/// dies, just before or just after.
final class Hazards {
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int FAILURES_PER_MILLE = 15;

    private final Weather weather;
    private final RandomGenerator random;
    private int callsUntilCrash = NEVER;
    private boolean crashesAfterwards;
    private int callsUntilInterrupt = NEVER;

    Hazards(Weather weather, RandomGenerator random) {
        this.weather = weather;
        this.random = random;
    }

    @FunctionalInterface
    interface Deed<T> {
        T perform() throws InterruptedException;
    }

    void crashAt(int calls, boolean afterwards) {
        callsUntilCrash = calls;
        crashesAfterwards = afterwards;
    }

    void crashNever() {
        callsUntilCrash = NEVER;
    }

    void interruptSoon() {
        callsUntilInterrupt = 1 + random.nextInt(3);
    }

    void interruptNever() {
        callsUntilInterrupt = NEVER;
    }

    /// Does something that waits, and may fail.
    <T> T around(String what, Deed<T> deed) throws InterruptedException {
        if (--callsUntilInterrupt == 0) {
            throw new InterruptedException("told to stop while waiting: " + what);
        }
        if (weather.strikes(FAILURES_PER_MILLE)) {
            throw new TransientException("SimulatedFailure", "could not " + what);
        }
        boolean isLast = --callsUntilCrash == 0;
        if (isLast && !crashesAfterwards) {
            throw new Crash();
        }
        T result = deed.perform();
        if (isLast) {
            throw new Crash();
        }
        return result;
    }
}
