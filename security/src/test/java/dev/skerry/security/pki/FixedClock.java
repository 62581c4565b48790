// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// A clock that stands still until it is told otherwise.
public final class FixedClock implements Clock {
    private volatile Instant now;

    public FixedClock(Instant now) {
        this.now = now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
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
    public void sleep(Duration duration) throws InterruptedException {
        advance(duration);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
