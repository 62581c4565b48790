// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.foundation.time.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What becomes of a process that ends: started again, later and later the more often it ends soon. Pure: told
/// what happened and when, in nanoseconds of any clock.
///
/// ```
/// Due ── started ──▶ Running ── ended ──▶ Due
///                       └── ended, no longer a member ──▶ Over
/// ```
sealed interface Supervision {
    Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /// After so long a life its end is a new story.
    Duration STEADY = Duration.ofMinutes(1);

    /// To be started, at this time at the earliest.
    record Due(long at, int failures) implements Supervision {
        Running started(long now) {
            return new Running(now, failures);
        }

        Duration remaining(long now) {
            return Duration.ofNanos(Math.max(at - now, 0));
        }
    }

    record Running(long since, int failures) implements Supervision {
        Supervision ended(boolean isRemoved, long now, RandomGenerator random) {
            if (isRemoved) {
                return new Over();
            }
            int again = now - since >= STEADY.toNanos() ? 1 : failures + 1;
            return new Due(now + BACKOFF.delay(again, random).toNanos(), again);
        }
    }

    /// It was taken out of its cluster: starting it again is no use.
    record Over() implements Supervision {}

    static Due first(long now) {
        return new Due(now, 0);
    }
}
