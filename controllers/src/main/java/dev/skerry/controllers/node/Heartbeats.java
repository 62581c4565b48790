// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// When this process last saw each node give a sign of life.
///
/// Only that a sign has changed counts, measured by our own clock: times that nodes write are from clocks
/// that may be years off. After a restart every node has its full grace period again.
final class Heartbeats {
    private record Seen(String sign, long atNanos) {}

    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    Heartbeats(Clock clock) {
        this.clock = clock;
    }

    /// Takes note of a sign.
    ///
    /// @param sign renewal of the Lease, or the time that a condition was reported at
    /// @param source which of the two; a sign of either counts
    void note(String node, String source, String sign) {
        var fresh = new Seen(sign, clock.nanos());
        seen.compute(source + "/" + node, (_, old) -> old != null && old.sign().equals(sign) ? old : fresh);
    }

    void forget(String node) {
        seen.keySet().removeIf(key -> key.endsWith("/" + node));
    }

    /// How long nothing was seen of the node.
    Duration silence(String node) {
        long latest = Long.MIN_VALUE;
        for (String source : new String[] {Sign.LEASE, Sign.STATUS}) {
            Seen last = seen.get(source + "/" + node);
            if (last != null && (latest == Long.MIN_VALUE || last.atNanos() - latest > 0)) {
                latest = last.atNanos();
            }
        }
        return latest == Long.MIN_VALUE ? Duration.ZERO : Duration.ofNanos(clock.nanos() - latest);
    }

    /// Where signs of life come from.
    static final class Sign {
        static final String LEASE = "lease";
        static final String STATUS = "status";

        private Sign() {}
    }
}
