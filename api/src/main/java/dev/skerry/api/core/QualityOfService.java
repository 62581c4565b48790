// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.core;

import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;

/// How well a pod is served when its node runs short. Only processor and memory count.
public enum QualityOfService {
    /// Every container may take just what it asked for, of both.
    GUARANTEED("Guaranteed"),
    /// Something was asked for or limited.
    BURSTABLE("Burstable"),
    /// Nothing was.
    BEST_EFFORT("BestEffort");

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private final String word;

    QualityOfService(String word) {
        this.word = word;
    }

    /// As `status.qosClass` has it.
    public String word() {
        return word;
    }

    /// @param pod with its defaults
    public static QualityOfService of(KubeObject pod) {
        var demands = new ArrayList<Json>();
        Json together = pod.at("spec", "resources");
        if (together.object().isEmpty()) {
            pod.at("spec", "containers").elements().forEach(container -> demands.add(container.at("resources")));
            pod.at("spec", "initContainers").elements().forEach(container -> demands.add(container.at("resources")));
        } else {
            demands.add(together);
        }
        if (demands.stream().allMatch(QualityOfService::saysNothing)) {
            return BEST_EFFORT;
        }
        return demands.stream().allMatch(QualityOfService::isExact) ? GUARANTEED : BURSTABLE;
    }

    private static boolean saysNothing(Json resources) {
        return COUNTED.stream()
                .allMatch(name -> amount(resources, "requests", name).isZero()
                        && amount(resources, "limits", name).isZero());
    }

    private static boolean isExact(Json resources) {
        return COUNTED.stream().allMatch(name -> {
            Quantity limit = amount(resources, "limits", name);
            return !limit.isZero() && limit.compareTo(amount(resources, "requests", name)) == 0;
        });
    }

    private static Quantity amount(Json resources, String kind, String name) {
        Json value = resources.at(kind, name);
        return value.isNull() ? Quantity.ZERO : Quantity.read(value);
    }
}
