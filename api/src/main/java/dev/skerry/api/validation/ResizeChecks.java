// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.core.QualityOfService;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;

/// What holds for `pods/resize`: a running Pod gets more or less processor and memory, and stays what it is in
/// all else, the class of service that it was placed with included.
final class ResizeChecks {
    private static final List<String> MUTABLE = List.of("cpu", "memory");

    private ResizeChecks() {}

    static void update(Place pod, Json old) {
        if (PodChecks.isMirror(old)) {
            pod.report(FieldError.forbidden("", "static pods cannot be resized"));
            return;
        }
        if (old.at("spec", "os", "name").text().equals("windows")) {
            pod.report(FieldError.forbidden("", "windows pods cannot be resized"));
            return;
        }
        Place spec = pod.at("spec");
        String word = QualityOfService.of(new KubeObject(pod.value().object())).word();
        Json before = old.at("status", "qosClass");
        if (!before.textOr(QualityOfService.of(new KubeObject(old.object())).word())
                .equals(word)) {
            spec.report(
                    FieldError.invalid(spec.path(), before, "Pod QOS Class may not change as a result of resizing"));
        }
        if (!isSupported(old)) {
            spec.forbidden("Pod running on node without support for resize");
        }
        wholePod(spec, old.at("spec"));
        if (isInOrder(spec, old.at("spec"))) {
            containers(spec.at("containers"), old.at("spec", "containers"), spec);
            initContainers(spec.at("initContainers"), old.at("spec", "initContainers"), spec);
        }
    }

    /// A node that can do it says what running containers have.
    private static boolean isSupported(Json old) {
        return old.at("status", "containerStatuses").elements().stream()
                .filter(status -> !status.at("state", "running").isNull())
                .findFirst()
                .map(status -> !status.at("resources").isNull())
                .orElse(true);
    }

    private static void wholePod(Place spec, Json old) {
        Place resources = spec.at("resources");
        if (old.at("resources").object().isEmpty() && resources.isEmpty()) {
            return;
        }
        if (!old.at("resources").isNull() && resources.isAbsent()) {
            resources.forbidden("pod-level resources cannot be removed");
            return;
        }
        notRemoved(resources, old.at("resources"), "pod-level resource ");
        if (!withoutMutable(resources.value()).equals(withoutMutable(old.at("resources")))) {
            spec.forbidden("only cpu and memory resources are mutable at pod-level");
        }
    }

    private static boolean isInOrder(Place spec, Json old) {
        boolean isInOrder = true;
        for (String list : List.of("containers", "initContainers")) {
            List<Place> now = spec.at(list).elements();
            List<Json> before = old.at(list).elements();
            if (now.size() != before.size()) {
                spec.at(list).forbidden(list + " may not be added or removed on resize");
                isInOrder = false;
                continue;
            }
            for (int i = 0; i < now.size(); i++) {
                Place name = now.get(i).at("name");
                if (!name.value().equals(before.get(i).at("name"))) {
                    name.forbidden(list + " may not be renamed or reordered on resize");
                    isInOrder = false;
                }
            }
        }
        return isInOrder;
    }

    private static void containers(Place list, Json old, Place spec) {
        for (int i = 0; i < list.elements().size(); i++) {
            Place container = list.elements().get(i);
            Json before = old.elements().get(i);
            notRemoved(container.at("resources"), before.at("resources"), "resource ");
            if (isOtherwiseChanged(container.value(), before)) {
                spec.forbidden("only cpu and memory resources are mutable");
            }
        }
    }

    private static void initContainers(Place list, Json old, Place spec) {
        for (int i = 0; i < list.elements().size(); i++) {
            Place container = list.elements().get(i);
            Json before = old.elements().get(i);
            boolean isSidecar = container.at("restartPolicy").text().equals("Always");
            if (isSidecar) {
                notRemoved(container.at("resources"), before.at("resources"), "resource ");
                if (isOtherwiseChanged(container.value(), before)) {
                    container.forbidden("only cpu and memory resources for init or sidecar containers are mutable");
                }
            } else if (!container.value().equals(before)) {
                spec.forbidden("resources for non-sidecar init containers are immutable");
            }
        }
    }

    private static void notRemoved(Place resources, Json old, String what) {
        for (String kind : List.of("requests", "limits")) {
            var kept = new HashSet<>(resources.at(kind).keys());
            if (!kept.containsAll(old.at(kind).object().names())) {
                resources.at(kind).forbidden(what + kind + " cannot be removed");
            }
        }
    }

    private static boolean isOtherwiseChanged(Json container, Json old) {
        return !container
                .object()
                .with("resources", withoutMutable(container.at("resources")))
                .equals(old.object().with("resources", withoutMutable(old.at("resources"))));
    }

    private static JsonObject withoutMutable(Json resources) {
        JsonObject rest = resources.object();
        for (String kind : List.of("requests", "limits")) {
            JsonObject amounts = rest.valueOf(kind).object();
            for (String name : MUTABLE) {
                amounts = amounts.without(name);
            }
            rest = amounts.isEmpty() ? rest.without(kind) : rest.with(kind, amounts);
        }
        return rest;
    }

    /// @param container of a Pod or of a template
    static void policy(Place container, boolean mayRestart) {
        Place policies = container.at("resizePolicy");
        var seen = new HashSet<String>();
        for (Place one : policies.elements()) {
            String resource = one.at("resourceName").text();
            if (!seen.add(resource)) {
                one.report(
                        FieldError.duplicate(one.path(), one.at("resourceName").value()));
            }
            known(policies, one.at("resourceName").value(), "cpu", "memory");
            Json policy = one.at("restartPolicy").value();
            known(policies, policy, "NotRequired", "RestartContainer");
            if (!mayRestart && !policy.text().equals("NotRequired")) {
                policies.report(FieldError.invalid(
                        policies.path(), policy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
            }
        }
    }

    private static void known(Place policies, Json word, String... words) {
        if (word.text().isEmpty()) {
            policies.required("");
        } else if (!List.of(words).contains(word.text())) {
            policies.report(FieldError.notSupported(policies.path(), word, List.of(words)));
        }
    }
}
