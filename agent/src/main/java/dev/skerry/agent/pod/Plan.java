// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is to be done for a pod now.
///
/// @param steps independent of each other
/// @param waiting containers that wait for something, by name
/// @param wakeAfter when to look again if nothing happens before
record Plan(List<Step> steps, Map<String, Waiting> waiting, Duration wakeAfter) {
    Plan {
        steps = List.copyOf(steps);
        // In the order of the names, so that every run tells it in the same order.
        waiting = Collections.unmodifiableMap(new TreeMap<>(waiting));
    }

    /// Why a container does not run yet: a word for programs, a sentence for people.
    record Waiting(String reason, String message) {}
}
