// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Time passes when somebody sleeps or pushes it.
final class PushedClock implements Clock {
    private long nanos = 1;

    void push(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        push(duration);
    }
}
