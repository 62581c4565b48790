// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Time that passes when it is told to.
final class VirtualClock implements Clock {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }

    void advanceMillis(long millis) {
        nanos += millis * 1_000_000;
    }
}
