// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the n-th retry: doubling from `first` to `most`, each wait drawn evenly
/// between half and the whole of its step, so that many who failed together do not come back together.
public record Backoff(Duration first, Duration most) {
    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + most);
        }
    }

    /// @param failures how many attempts have failed in a row; 1 for the first retry
    public Duration delay(int failures, RandomGenerator random) {
        long step = first.toNanos() << Math.min(Math.max(failures - 1, 0), 30);
        // The shift may overflow for long first steps; a negative or wrapped step means "past the most".
        long whole = step <= 0 || step > most.toNanos() ? most.toNanos() : step;
        return Duration.ofNanos(whole / 2 + (long) (random.nextDouble() * (whole - whole / 2)));
    }
}
