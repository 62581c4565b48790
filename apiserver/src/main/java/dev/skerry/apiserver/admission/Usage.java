// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/// What something asks for, and how much it may take at most, by resource (`cpu`, `memory` …).
record Usage(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    Usage {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }

    static Usage ofContainer(Json container) {
        return new Usage(
                quantities(container.at("resources", "requests")), quantities(container.at("resources", "limits")));
    }

    /// The sum of the containers that run together, or the largest of those that run before them alone.
    static Usage ofPod(KubeObject pod) {
        var together = new Usage(Map.of(), Map.of());
        for (Json container : pod.at("spec", "containers").elements()) {
            together = together.joined(ofContainer(container), Quantity::plus);
        }
        for (Json container : pod.at("spec", "initContainers").elements()) {
            together = together.joined(ofContainer(container), Usage::larger);
        }
        return together;
    }

    static Map<String, Quantity> quantities(Json json) {
        var quantities = new HashMap<String, Quantity>();
        json.object().forEach((resource, quantity) -> quantities.put(resource, Quantity.read(quantity)));
        return quantities;
    }

    private Usage joined(Usage other, BinaryOperator<Quantity> join) {
        return new Usage(joined(requests, other.requests, join), joined(limits, other.limits, join));
    }

    private static Map<String, Quantity> joined(
            Map<String, Quantity> one, Map<String, Quantity> other, BinaryOperator<Quantity> join) {
        var all = new HashMap<>(one);
        other.forEach((resource, quantity) -> all.merge(resource, quantity, join));
        return all;
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
