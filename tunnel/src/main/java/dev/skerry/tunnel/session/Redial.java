// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.session;

import dev.skerry.foundation.time.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before dialling again. The first attempt after a connection that had worked comes almost
/// at once, spread over the first step so that a restarted server does not meet all its nodes in the same
/// moment; from then on the waits double. A connection counts as having worked when it lasted longer than the
/// longest wait: a server that accepts and drops at once is not hammered.
public final class Redial {
    private final Backoff backoff;
    private final RandomGenerator random;
    private int failures;

    public Redial(Backoff backoff, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
    }

    /// @param lasted how long the connection held that just ended; zero if none was made
    public Duration next(Duration lasted) {
        if (lasted.compareTo(backoff.most()) > 0) {
            failures = 0;
        }
        failures++;
        return failures == 1
                ? Duration.ofNanos((long) (random.nextDouble() * backoff.first().toNanos()))
                : backoff.delay(failures - 1, random);
    }

    /// The server was reached and agreed to talk: the next loss is not a failure to reach it.
    public void reached() {
        failures = Math.min(failures, 1);
    }
}
