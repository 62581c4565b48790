// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// A clock that stands still until somebody sleeps by it.
public final class FixedClock implements Clock {
    private volatile Instant now;

    public FixedClock(String now) {
        this.now = Instant.parse(now);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public void sleep(Duration duration) {
        now = now.plus(duration);
    }
}
