// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.Callable;

/// Waiting for the world to be as it should, in tests that have real processes in them.
public final class Await {
    private static final Duration GLANCE = Duration.ofMillis(50);

    private Await() {}

    /// Something that throws an AssertionError while the world is not as it should be.
    @FunctionalInterface
    public interface Assertions {
        void check() throws Exception;
    }

    /// Waits until the condition holds.
    ///
    /// @throws AssertionError naming what did not come to be
    public static void until(String what, Duration most, Callable<Boolean> condition) throws Exception {
        long end = SystemClock.CLOCK.nanos() + most.toNanos();
        while (!condition.call()) {
            if (SystemClock.CLOCK.nanos() > end) {
                throw new AssertionError("not within " + most.toSeconds() + " s: " + what);
            }
            SystemClock.CLOCK.sleep(GLANCE);
        }
    }

    /// Waits until the assertions pass; their last failure is thrown when they never do.
    public static void untilAsserted(Duration most, Assertions assertions) throws Exception {
        long end = SystemClock.CLOCK.nanos() + most.toNanos();
        while (true) {
            try {
                assertions.check();
                return;
            } catch (AssertionError notYet) {
                if (SystemClock.CLOCK.nanos() > end) {
                    throw notYet;
                }
            }
            SystemClock.CLOCK.sleep(GLANCE);
        }
    }
}
