// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.time;

import java.time.Duration;
import java.time.Instant;

/// The machine's clock.
public final class SystemClock implements Clock {
    public static final SystemClock CLOCK = new SystemClock();

    private SystemClock() {}

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
