// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Answers;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.BodyReader;
import dev.skerry.apiserver.registry.Deletion;
import dev.skerry.apiserver.registry.ObjectUpdate;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Set;

/// `pods/eviction`: deletes a pod if the disruption budget that covers it allows one pod less.
record EvictionEndpoint(RegistryParts parts) implements SpecialEndpoint {
    private static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");
    private static final String BUDGET_GROUP = "policy";
    private static final String BUDGETS = "poddisruptionbudgets";

    /// Pods in these phases keep nothing running: no budget protects them.
    private static final Set<String> UNPROTECTED = Set.of("Succeeded", "Failed", "Pending");

    @Override
    public Response answer(ApiCall call) {
        KubeObject eviction = BodyReader.read(call.http(), KIND);
        StoredObject pod = new ObjectUpdate(parts).find(call);
        boolean isProtected =
                !UNPROTECTED.contains(pod.object().at("status", "phase").text())
                        && !pod.object().isBeingDeleted();
        JsonObject options = eviction.at("deleteOptions").object();
        boolean isDryRun = !options.at("dryRun").elements().isEmpty();
        if (isProtected && !isDryRun) {
            spend(pod.object());
        }
        new Deletion(parts).delete(call, pod, Deletion.options(call.http(), options));
        return Answers.json(call.http(), 201, Answers.success(JsonObject.EMPTY));
    }

    /// Takes one disruption out of the budget that covers the pod, if there is one.
    private void spend(KubeObject pod) {
        List<StoredObject> covering = budgets(pod);
        if (covering.size() > 1) {
            throw new StatusException(
                    500,
                    "InternalError",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    JsonObject.EMPTY);
        }
        if (covering.isEmpty()) {
            return;
        }
        StoredObject stored = covering.getFirst();
        KubeObject budget = stored.object();
        long allowed = budget.at("status", "disruptionsAllowed").longOr(0);
        if (allowed <= 0) {
            throw blocked(budget);
        }
        KubeObject spent = budget.with(Json.of(allowed - 1), "status", "disruptionsAllowed")
                .with(parts.clock().now().toString(), "status", "disruptedPods", pod.name());
        if (!(parts.storage().update(BUDGET_GROUP, BUDGETS, spent, stored) instanceof Commit.Done)) {
            // Somebody else spent from it at the same moment: the client asks again.
            throw blocked(budget);
        }
    }

    private List<StoredObject> budgets(KubeObject pod) {
        return parts.storage().stored(BUDGET_GROUP, BUDGETS, pod.namespace()).stream()
                .filter(budget -> LabelSelector.read(budget.object().at("spec", "selector"))
                        .matches(pod))
                .toList();
    }

    private static StatusException blocked(KubeObject budget) {
        long wanted = budget.at("status", "desiredHealthy").longOr(0);
        long healthy = budget.at("status", "currentHealthy").longOr(0);
        var cause = JsonObject.of(
                "reason",
                "DisruptionBudget",
                "message",
                "The disruption budget " + budget.name() + " needs " + wanted + " healthy pods and has " + healthy
                        + " currently");
        return new StatusException(
                429,
                "TooManyRequests",
                "Cannot evict pod as it would violate the pod's disruption budget.",
                JsonObject.of("causes", JsonArray.of(cause), "retryAfterSeconds", 10));
    }
}
