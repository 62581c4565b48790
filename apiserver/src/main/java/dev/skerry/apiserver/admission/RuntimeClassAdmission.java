// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives a pod what its RuntimeClass brings along: what its sandbox costs, and which nodes have it.
public final class RuntimeClassAdmission implements AdmissionPlugin {
    private final ObjectSource objects;

    public RuntimeClassAdmission(ObjectSource objects) {
        this.objects = objects;
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject pod) {
        if (!PodCreation.is(request)) {
            return pod;
        }
        Optional<KubeObject> found = find(request, pod);
        return found.isEmpty()
                ? pod
                : withTolerations(
                        withNodes(request, withOverhead(request, pod, found.get()), found.get()), found.get());
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!PodCreation.is(request)) {
            return;
        }
        KubeObject pod = request.object().orElseThrow();
        JsonObject cost = find(request, pod).map(RuntimeClassAdmission::cost).orElse(JsonObject.EMPTY);
        JsonObject overhead = pod.at("spec", "overhead").object();
        if (!overhead.isEmpty() && cost.isEmpty()) {
            throw refused(request, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        demandSame(request, overhead, cost);
    }

    private Optional<KubeObject> find(AdmissionRequest request, KubeObject pod) {
        String name = pod.at("spec", "runtimeClassName").text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var found = objects.find("node.k8s.io", "runtimeclasses", ObjectName.cluster(name));
        if (found.isEmpty()) {
            throw refused(request, "RuntimeClass \"" + name + "\" not found");
        }
        return found;
    }

    private static KubeObject withOverhead(AdmissionRequest request, KubeObject pod, KubeObject runtimeClass) {
        JsonObject cost = cost(runtimeClass);
        JsonObject overhead = pod.at("spec", "overhead").object();
        if (!overhead.isEmpty()) {
            demandSame(request, overhead, cost);
        }
        return cost.isEmpty() ? pod : pod.with(cost, "spec", "overhead");
    }

    private static void demandSame(AdmissionRequest request, JsonObject overhead, JsonObject cost) {
        if (!Usage.quantities(overhead).equals(Usage.quantities(cost))) {
            throw refused(request, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
    }

    private static KubeObject withNodes(AdmissionRequest request, KubeObject pod, KubeObject runtimeClass) {
        JsonObject labels = pod.at("spec", "nodeSelector").object();
        JsonObject all = labels;
        for (var wanted :
                runtimeClass.at("scheduling", "nodeSelector").object().fields().entrySet()) {
            String key = wanted.getKey();
            if (labels.has(key) && !labels.valueOf(key).equals(wanted.getValue())) {
                throw refused(
                        request,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = "
                                + wanted.getValue().text() + "; pod.spec.nodeSelector[" + key + "] = "
                                + labels.valueOf(key).text());
            }
            all = all.with(key, wanted.getValue());
        }
        return all.equals(labels) ? pod : pod.with(all, "spec", "nodeSelector");
    }

    private static KubeObject withTolerations(KubeObject pod, KubeObject runtimeClass) {
        List<Json> own = pod.at("spec", "tolerations").elements();
        var all = new ArrayList<>(own);
        for (Json toleration : runtimeClass.at("scheduling", "tolerations").elements()) {
            if (!all.contains(toleration)) {
                all.add(toleration);
            }
        }
        return all.size() == own.size() ? pod : pod.with(new JsonArray(all), "spec", "tolerations");
    }

    private static JsonObject cost(KubeObject runtimeClass) {
        return runtimeClass.at("overhead", "podFixed").object();
    }

    private static StatusException refused(AdmissionRequest request, String why) {
        return StatusException.forbidden(request.resource(), request.name(), "pod rejected: " + why);
    }
}
