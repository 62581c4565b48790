// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.admission;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Holds containers, pods and volume claims within the LimitRanges of their namespace, and gives
/// containers that ask for nothing what the LimitRanges say they get.
public final class LimitRanger implements AdmissionPlugin {
    private static final List<String> CONTAINERS = List.of("initContainers", "containers");

    private final ObjectSource objects;

    public LimitRanger(ObjectSource objects) {
        this.objects = objects;
    }

    @Override
    public KubeObject mutate(AdmissionRequest request, KubeObject pod) {
        if (!PodCreation.is(request)) {
            return pod;
        }
        KubeObject limited = pod;
        for (Json limit : limits(request, "Container")) {
            for (String kind : CONTAINERS) {
                if (limited.at("spec", kind) instanceof JsonArray containers) {
                    limited = limited.with(containers.map(container -> withDefaults(container, limit)), "spec", kind);
                }
            }
        }
        return limited;
    }

    @Override
    public void validate(AdmissionRequest request) {
        var errors = new ArrayList<String>();
        if (PodCreation.is(request) || PodCreation.isResize(request)) {
            KubeObject pod = request.object().orElseThrow();
            for (Json limit : limits(request, "Container")) {
                for (String kind : CONTAINERS) {
                    for (Json container : pod.at("spec", kind).elements()) {
                        errors.addAll(new LimitCheck("Container", limit).errors(Usage.ofContainer(container)));
                    }
                }
            }
            for (Json limit : limits(request, "Pod")) {
                errors.addAll(new LimitCheck("Pod", limit).errors(Usage.ofPod(pod)));
            }
        } else if (isClaim(request)) {
            var claim = request.object().orElseThrow();
            for (Json limit : limits(request, "PersistentVolumeClaim")) {
                var usage = new Usage(Usage.quantities(claim.at("spec", "resources", "requests")), Map.of());
                errors.addAll(new LimitCheck("PersistentVolumeClaim", limit).errorsOfRequests(usage));
            }
        }
        if (!errors.isEmpty()) {
            String message = errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]";
            throw StatusException.forbidden(request.resource(), request.name(), message);
        }
    }

    private static boolean isClaim(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().resource().equals("persistentvolumeclaims")
                && request.subresource().isEmpty()
                && request.operation() != Operation.DELETE;
    }

    private List<Json> limits(AdmissionRequest request, String type) {
        return objects.list("", "limitranges", request.namespace()).stream()
                .flatMap(range -> range.at("spec", "limits").elements().stream())
                .filter(limit -> limit.at("type").text().equals(type))
                .toList();
    }

    private static Json withDefaults(Json container, Json limit) {
        JsonObject limits = filled(container.at("resources", "limits"), limit.at("default"));
        // What is limited and asks for nothing asks for its limit: only then comes the default request.
        JsonObject asked = filled(container.at("resources", "requests"), container.at("resources", "limits"));
        JsonObject requests = filled(asked, limit.at("defaultRequest"));
        JsonObject resources = container.at("resources").object();
        if (!limits.isEmpty()) {
            resources = resources.with("limits", limits);
        }
        if (!requests.isEmpty()) {
            resources = resources.with("requests", requests);
        }
        return resources.isEmpty() ? container : container.object().with("resources", resources);
    }

    /// The given quantities, and the defaults for those that are not given.
    private static JsonObject filled(Json given, Json defaults) {
        JsonObject filled = given.object();
        for (var entry : defaults.object().fields().entrySet()) {
            if (!filled.has(entry.getKey())) {
                filled = filled.with(entry.getKey(), entry.getValue());
            }
        }
        return filled;
    }
}
