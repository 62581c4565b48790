// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Pods whose eviction a budget has let pass and whose deletion has not been seen yet (`status.disruptedPods`): they
/// are not counted as healthy any more, for two minutes at most.
///
/// @param awaited name and time of those that are still waited for, as they stand in the status
/// @param overdue pods that should have been gone long ago
record Disruptions(JsonObject awaited, List<KubeObject> overdue) {
    /// After so long an eviction is taken to have come to nothing.
    static final Duration DELETED_WITHIN = Duration.ofMinutes(2);

    Disruptions {
        overdue = List.copyOf(overdue);
    }

    static Disruptions of(KubeObject budget, List<KubeObject> pods, Instant now) {
        Map<String, KubeObject> byName = pods.stream().collect(Collectors.toMap(KubeObject::name, Function.identity()));
        var awaited = JsonObject.builder();
        var overdue = new ArrayList<KubeObject>();
        budget.at("status", "disruptedPods").object().forEach((name, at) -> {
            KubeObject pod = byName.get(name);
            if (pod == null || pod.isBeingDeleted()) {
                return;
            }
            if (end(at.text()).isAfter(now)) {
                awaited.put(name, at);
            } else {
                overdue.add(pod);
            }
        });
        return new Disruptions(awaited.build(), overdue);
    }

    boolean concerns(KubeObject pod) {
        return awaited.has(pod.name());
    }

    /// When the first of those that are waited for will be overdue.
    Optional<Duration> untilOverdue(Instant now) {
        return awaited.names().stream()
                .map(name -> Duration.between(now, end(awaited.valueOf(name).text())))
                .min(Duration::compareTo);
    }

    private static Instant end(String at) {
        try {
            return Instant.parse(at).plus(DELETED_WITHIN);
        } catch (DateTimeParseException _) {
            // What nobody can read is not waited for.
            return Instant.EPOCH;
        }
    }
}
