// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.agent.pod.Observed.Trouble;
import dev.skerry.foundation.time.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// What went wrong with the parts of one pod, and when each is tried again. Times are nanoseconds of the
/// clock that does not jump.
final class Troubles {
    private static final Backoff IMAGE = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(300));
    private static final Backoff OTHER = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(120));

    /// What a new object from the server may mend at once.
    private static final Set<String> MENDED_BY_OBJECTS = Set.of("CreateContainerConfigError", "FailedMount");

    /// Objects may change often; this often is soon enough.
    private static final Duration HURRY_LEAST = Duration.ofSeconds(1);

    private record Failure(String reason, String message, int count, long at, long retryAt) {}

    private final RandomGenerator random;

    @GuardedBy("this")
    private final Map<String, Failure> failures = new HashMap<>();

    Troubles(RandomGenerator random) {
        this.random = random;
    }

    synchronized void add(String name, String reason, String message, long now) {
        Failure before = failures.get(name);
        int count = before == null ? 1 : before.count() + 1;
        Backoff backoff = reason.startsWith("ErrImage") ? IMAGE : OTHER;
        long retryAt = now + backoff.delay(count, random).toNanos();
        failures.put(name, new Failure(reason, message, count, now, retryAt));
    }

    synchronized void clear(String name) {
        failures.remove(name);
    }

    /// An object has changed that may be what was missing.
    synchronized void hurry(long now) {
        failures.replaceAll((_, failure) -> MENDED_BY_OBJECTS.contains(failure.reason())
                ? new Failure(
                        failure.reason(),
                        failure.message(),
                        failure.count(),
                        failure.at(),
                        Math.min(failure.retryAt(), Math.max(now, failure.at() + HURRY_LEAST.toNanos())))
                : failure);
    }

    synchronized Map<String, Trouble> at(long now) {
        var troubles = new HashMap<String, Trouble>();
        failures.forEach((name, failure) -> troubles.put(
                name,
                new Trouble(
                        failure.reason(),
                        failure.message(),
                        Duration.ofNanos(now - failure.at()),
                        Duration.ofNanos(failure.retryAt() - now))));
        return troubles;
    }
}
