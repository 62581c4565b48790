// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.time;

import java.time.Duration;
import java.time.Instant;

/// What time it is, and waiting for it to pass. The real one is [SystemClock]; a simulator passes a
/// virtual one, and a test one that stands still.
public interface Clock {
    /// The wall clock: for timestamps that people and other machines read. It may jump.
    Instant now();

    /// Nanoseconds from an arbitrary start, never going back: for timeouts and durations.
    long nanos();

    /// Waits at least this long.
    ///
    /// @throws InterruptedException if the thread is told to stop
    void sleep(Duration duration) throws InterruptedException;
}
