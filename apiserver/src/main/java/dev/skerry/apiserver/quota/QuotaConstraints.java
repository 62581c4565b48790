// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.quota;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.quota.QuotaStatus;
import dev.skerry.apiserver.admission.AdmissionRequest;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where a quota limits cores or bytes, every container must say how much it wants: what says nothing
/// could take everything.
final class QuotaConstraints {
    /// What a quota can call an amount, and where a container says it.
    private static final Map<String, List<String>> FIELDS = new TreeMap<>(Map.of(
            "cpu", List.of("requests", "cpu"),
            "memory", List.of("requests", "memory"),
            "requests.cpu", List.of("requests", "cpu"),
            "requests.memory", List.of("requests", "memory"),
            "limits.cpu", List.of("limits", "cpu"),
            "limits.memory", List.of("limits", "memory")));

    private QuotaConstraints() {}

    static void demandAmounts(AdmissionRequest request, KubeObject quota) {
        if (!request.is(Operation.CREATE, "", "pods")) {
            return;
        }
        KubeObject pod = request.object().orElseThrow();
        var hard = quota.at("spec", "hard").object();
        var missing = new ArrayList<String>();
        FIELDS.forEach((name, field) -> {
            List<String> silent = hard.has(name) ? silent(pod, field) : List.of();
            if (!silent.isEmpty()) {
                missing.add(name + " for: " + String.join(",", silent));
            }
        });
        if (!missing.isEmpty() && QuotaStatus.covers(quota, request.resource(), pod)) {
            throw StatusException.forbidden(
                    request.resource(),
                    request.name(),
                    "failed quota: " + quota.name() + ": must specify " + String.join("; ", missing));
        }
    }

    /// The containers that say nothing, in a pod that says nothing for them.
    private static List<String> silent(KubeObject pod, List<String> field) {
        if (!amount(pod.at("spec"), field).isNull()) {
            return List.of();
        }
        return Stream.of("containers", "initContainers")
                .flatMap(kind -> pod.at("spec", kind).elements().stream())
                .filter(container -> amount(container, field).isNull())
                .map(container -> container.at("name").text())
                .sorted()
                .toList();
    }

    private static Json amount(Json container, List<String> field) {
        return container.at("resources", field.get(0), field.get(1));
    }
}
