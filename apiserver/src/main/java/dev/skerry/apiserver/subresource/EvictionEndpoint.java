// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.BodyReader;
import dev.skerry.apiserver.registry.DeleteOptions;
import dev.skerry.apiserver.registry.Deletion;
import dev.skerry.apiserver.registry.ObjectUpdate;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.JsonObject;

/// `pods/eviction`: deletes a pod if the disruption budget that covers it allows one pod less. The pod says that this
/// is why it goes.
record EvictionEndpoint(RegistryParts parts) implements SpecialEndpoint {
    private static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");
    private static final int TRIES = 8;

    @Override
    public Response answer(ApiCall call) {
        KubeObject eviction = BodyReader.read(call.http(), KIND);
        StoredObject pod = new ObjectUpdate(parts).find(call);
        if (!eviction.name().isEmpty() && !eviction.name().equals(pod.object().name())) {
            throw StatusException.badRequest("name in URL does not match name in Eviction object");
        }
        DeleteOptions options =
                Deletion.options(call.http(), eviction.at("deleteOptions").object());
        if (isProtected(pod.object())) {
            new EvictionBudget(parts).spend(pod.object(), options.isDryRun());
        }
        StoredObject last = options.isDryRun() ? pod : withTarget(pod);
        new Deletion(parts).delete(call, last, options);
        return Answers.json(call.http(), 201, Answers.success(JsonObject.EMPTY));
    }

    /// Pods that have ended, have not begun or go anyhow keep nothing running: no budget protects them.
    private static boolean isProtected(KubeObject pod) {
        return PodState.isActive(pod) && !pod.at("status", "phase").text().equals("Pending");
    }

    private StoredObject withTarget(StoredObject first) {
        StoredObject pod = first;
        for (int attempt = 0; attempt < TRIES && PodState.isActive(pod.object()); attempt++) {
            var condition = Conditions.of(
                            "DisruptionTarget",
                            "True",
                            "EvictionByEvictionAPI",
                            "Eviction API: evicting",
                            parts.clock().now())
                    .with("observedGeneration", pod.object().at("metadata", "generation"));
            KubeObject marked = pod.object()
                    .with(Conditions.with(pod.object().at("status", "conditions"), condition), "status", "conditions");
            switch (parts.storage().update("", "pods", marked, pod)) {
                case Commit.Done(StoredObject done) -> {
                    return done;
                }
                case Commit.Conflict(StoredObject current) -> pod = current;
                case Commit.Taken _ -> throw new IllegalStateException("a pod claims nothing");
                case Commit.Missing _ -> {
                    // Deleting it says so.
                    return pod;
                }
            }
        }
        return pod;
    }
}
