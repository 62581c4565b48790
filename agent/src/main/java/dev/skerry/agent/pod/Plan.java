// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What is to be done for a pod now.
///
/// @param steps independent of each other
/// @param waiting containers that wait for something, by name
/// @param wakeAfter when to look again if nothing happens before
record Plan(List<Step> steps, Map<String, Waiting> waiting, Duration wakeAfter) {
    Plan {
        steps = List.copyOf(steps);
        waiting = Map.copyOf(waiting);
    }

    /// Why a container does not run yet: a word for programs, a sentence for people.
    record Waiting(String reason, String message) {}
}
