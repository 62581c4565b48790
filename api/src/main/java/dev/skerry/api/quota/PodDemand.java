// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quota;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// How much a pod asks for, or may take, of each resource: the sum of what runs together, or what is
/// needed to start if that is more, and the cost of its sandbox. While it is resized it may still hold more than it
/// asks
/// for: the larger counts.
final class PodDemand {
    private PodDemand() {}

    /// @param kind `requests` or `limits`
    static Map<String, Quantity> of(KubeObject pod, String kind) {
        var together = new TreeMap<String, Quantity>();
        for (Json container : pod.at("spec", "containers").elements()) {
            join(together, held(pod, container, kind), Quantity::plus);
        }
        var starting = new TreeMap<String, Quantity>();
        var sidecars = new TreeMap<String, Quantity>();
        for (Json container : pod.at("spec", "initContainers").elements()) {
            var own = held(pod, container, kind);
            if (container.at("restartPolicy").text().equals("Always")) {
                // A sidecar stays: beside the containers, and beside what starts after it.
                join(sidecars, own, Quantity::plus);
                join(starting, sidecars, PodDemand::larger);
            } else {
                join(own, sidecars, Quantity::plus);
                join(starting, own, PodDemand::larger);
            }
        }
        join(together, sidecars, Quantity::plus);
        join(together, starting, PodDemand::larger);
        // What is said for the pod as a whole counts instead of the sum.
        together.putAll(quantities(pod.at("spec"), kind));
        var overhead = new TreeMap<String, Quantity>();
        pod.at("spec", "overhead").object().forEach((name, value) -> {
            if (kind.equals("requests") || together.containsKey(name)) {
                overhead.put(name, Quantity.read(value));
            }
        });
        join(together, overhead, Quantity::plus);
        return together;
    }

    /// Whether no container says what it asks for or may take.
    static boolean isBestEffort(KubeObject pod) {
        return List.of("requests", "limits").stream().allMatch(kind -> {
            var demand = of(pod.without("spec", "overhead"), kind);
            return demand.getOrDefault("cpu", Quantity.ZERO).isZero()
                    && demand.getOrDefault("memory", Quantity.ZERO).isZero();
        });
    }

    private static Map<String, Quantity> held(KubeObject pod, Json container, String kind) {
        var quantities = quantities(container, kind);
        if (kind.equals("requests")) {
            Stream.of("containerStatuses", "initContainerStatuses")
                    .flatMap(list -> pod.at("status", list).elements().stream())
                    .filter(status -> status.at("name").equals(container.at("name")))
                    .forEach(status -> status.at("allocatedResources")
                            .object()
                            .forEach((name, value) -> quantities.merge(name, Quantity.read(value), PodDemand::larger)));
        }
        return quantities;
    }

    private static Map<String, Quantity> quantities(Json container, String kind) {
        var quantities = new TreeMap<String, Quantity>();
        container.at("resources", kind).object().forEach((name, value) -> quantities.put(name, Quantity.read(value)));
        return quantities;
    }

    private static void join(Map<String, Quantity> target, Map<String, Quantity> other, BinaryOperator<Quantity> join) {
        other.forEach((name, quantity) -> target.merge(name, quantity, join));
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
