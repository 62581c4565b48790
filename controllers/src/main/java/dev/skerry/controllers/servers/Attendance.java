// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which servers are alive, by the signs that they leave.
///
/// A server is absent when its sign has not changed for [#PATIENCE] by our own clock, counted from when we first
/// saw it. So nobody's wall clock matters, and a sign that was left long ago is good until its owner had the time
/// to notice that somebody looks.
final class Attendance {
    /// Three turns: one may be late, and one may fail.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Sighting> sightings = new HashMap<>();

    /// What a server has left.
    ///
    /// @param name whose it is
    /// @param mark differs each time it is renewed
    record Sign(String name, ServerAddress address, String mark) {}

    /// @param present the servers that live
    /// @param absent the names of those that do not
    record Roll(List<Sign> present, List<String> absent) {}

    private record Sighting(String mark, long nanos) {}

    /// Nothing could be seen for a while: everybody has the full time again.
    void startOver() {
        sightings.clear();
    }

    /// @param now in nanoseconds, from a clock that never goes back
    Roll call(List<Sign> signs, long now) {
        var present = new ArrayList<Sign>();
        var absent = new ArrayList<String>();
        sightings
                .keySet()
                .removeIf(name -> signs.stream().noneMatch(sign -> sign.name().equals(name)));
        for (Sign sign : signs) {
            Sighting last = sightings.get(sign.name());
            if (last == null || !last.mark().equals(sign.mark())) {
                last = new Sighting(sign.mark(), now);
                sightings.put(sign.name(), last);
            }
            if (now - last.nanos() > PATIENCE.toNanos()) {
                absent.add(sign.name());
            } else {
                present.add(sign);
            }
        }
        return new Roll(List.copyOf(present), List.copyOf(absent));
    }
}
