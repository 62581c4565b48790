// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.BodyReader;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// `pods/binding`: a scheduler says on which node a pod runs. That is said once.
record BindingEndpoint(RegistryParts parts) implements SpecialEndpoint {
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Binding");
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final int TRIES = 5;

    @Override
    public Response answer(ApiCall call) {
        KubeObject binding = BodyReader.read(call.http(), KIND);
        String name =
                call.info().name().isEmpty() ? binding.name() : call.info().name();
        String node = binding.at("target", "name").text();
        if (node.isEmpty()) {
            throw FieldError.refusal(KIND, name, List.of(FieldError.required("target.name", "")));
        }
        boolean isDryRun = call.http().hasParameter("dryRun");
        bind(new ObjectName(call.namespace(), name), binding, node, isDryRun);
        return Answers.json(call.http(), 201, Answers.success(JsonObject.EMPTY).with("code", 201));
    }

    private void bind(ObjectName name, KubeObject binding, String node, boolean isDryRun) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            var stored = parts.storage()
                    .findStored("", "pods", name)
                    .orElseThrow(() -> StatusException.notFound(PODS, name.name()));
            KubeObject bound = bound(stored.object(), binding, node);
            if (isDryRun) {
                return;
            }
            switch (parts.storage().update("", "pods", bound, stored)) {
                case Commit.Done _ -> {
                    return;
                }
                case Commit.Missing _ -> throw StatusException.notFound(PODS, name.name());
                case Commit.Taken _ -> throw new IllegalStateException("a pod claims nothing");
                case Commit.Conflict _ -> {
                    // Somebody wrote the pod meanwhile: look again whether it is still free.
                }
            }
        }
        throw conflict(
                name, "the object has been modified; please apply your changes to the latest version and try again");
    }

    private KubeObject bound(KubeObject pod, KubeObject binding, String node) {
        ObjectName name = pod.objectName();
        if (!binding.uid().isEmpty() && !binding.uid().equals(pod.uid())) {
            throw conflict(
                    name,
                    "Precondition failed: UID in precondition: " + binding.uid() + ", UID in object meta: "
                            + pod.uid());
        }
        if (pod.isBeingDeleted()) {
            throw conflict(name, "pod " + name.name() + " is being deleted, cannot be assigned to a host");
        }
        String current = pod.at("spec", "nodeName").text();
        if (!current.isEmpty()) {
            throw conflict(name, "pod " + name.name() + " is already assigned to node \"" + current + "\"");
        }
        KubeObject bound = pod.with(node, "spec", "nodeName").with(scheduled(pod), "status", "conditions");
        for (var entry : binding.annotations().entrySet()) {
            bound = bound.withAnnotation(entry.getKey(), entry.getValue());
        }
        for (var entry : binding.labels().entrySet()) {
            bound = bound.withLabel(entry.getKey(), entry.getValue());
        }
        return bound;
    }

    private JsonArray scheduled(KubeObject pod) {
        var conditions = new ArrayList<Json>();
        for (Json condition : pod.at("status", "conditions").elements()) {
            if (!condition.at("type").text().equals("PodScheduled")) {
                conditions.add(condition);
            }
        }
        String now = parts.clock().now().truncatedTo(ChronoUnit.SECONDS).toString();
        conditions.add(JsonObject.of(
                "type", "PodScheduled", "status", "True", "lastProbeTime", null, "lastTransitionTime", now));
        return new JsonArray(conditions);
    }

    private static StatusException conflict(ObjectName name, String why) {
        return new StatusException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on pods/binding \"" + name.name() + "\": " + why,
                JsonObject.of("name", name.name(), "kind", "pods/binding"));
    }
}
