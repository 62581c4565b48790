// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime;

import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;

/// Waits for something to become true.
final class Conditions {
    private Conditions() {}

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(String what, Condition condition) throws InterruptedException {
        long start = SystemClock.CLOCK.nanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (Exception failed) {
                throw new AssertionError("while waiting until " + what, failed);
            }
            if (SystemClock.CLOCK.nanos() - start > Duration.ofSeconds(20).toNanos()) {
                throw new AssertionError("not in 20 s: " + what);
            }
            SystemClock.CLOCK.sleep(Duration.ofMillis(10));
        }
    }
}
