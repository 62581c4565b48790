// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.storage.Commit;
import dev.skerry.apiserver.storage.StoredObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// The PodDisruptionBudget that covers a pod, out of which each eviction takes one disruption. The disruption
/// controller works out anew what there is to take.
record EvictionBudget(RegistryParts parts) {
    private static final String GROUP = "policy";
    private static final String RESOURCE = "poddisruptionbudgets";
    private static final String CONDITION = "DisruptionAllowed";
    private static final int TRIES = 8;
    /// More evictions whose end nobody has seen yet mean that no controller is at work.
    private static final int UNCONFIRMED_MAX = 2_000;
    private static final int RETRY_SECONDS = 10;

    /// Takes one disruption out of the budget that covers the pod, if there is one.
    ///
    /// @throws StatusException 429 if it has none to give, 500 if several budgets cover the pod
    void spend(KubeObject pod, boolean isDryRun) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            List<StoredObject> covering = covering(pod);
            if (covering.size() > 1) {
                throw new StatusException(
                        500,
                        "InternalError",
                        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
                                + " support.",
                        JsonObject.EMPTY);
            }
            if (covering.isEmpty() || isFree(pod, covering.getFirst().object())) {
                return;
            }
            StoredObject budget = covering.getFirst();
            KubeObject spent = spent(budget.object(), pod);
            if (isDryRun || parts.storage().update(GROUP, RESOURCE, spent, budget) instanceof Commit.Done) {
                return;
            }
        }
        throw stillProcessed(covering(pod).getFirst().object());
    }

    private List<StoredObject> covering(KubeObject pod) {
        return parts.storage().stored(GROUP, RESOURCE, pod.namespace()).stream()
                .filter(budget -> LabelSelector.read(budget.object().at("spec", "selector"))
                        .matches(pod))
                .toList();
    }

    /// A pod that is not ready counts for nothing, so its going costs nothing: always if the budget says so, else
    /// while enough others are healthy.
    private static boolean isFree(KubeObject pod, KubeObject budget) {
        if (PodState.isReady(pod)) {
            return false;
        }
        long desired = budget.at("status", "desiredHealthy").longOr(0);
        return budget.at("spec", "unhealthyPodEvictionPolicy").text().equals("AlwaysAllow")
                || desired > 0 && budget.at("status", "currentHealthy").longOr(0) >= desired;
    }

    private KubeObject spent(KubeObject budget, KubeObject pod) {
        if (budget.at("status", "observedGeneration").longOr(0) < budget.generation()) {
            throw stillProcessed(budget);
        }
        long allowed = budget.at("status", "disruptionsAllowed").longOr(0);
        if (allowed < 0) {
            throw forbidden(budget, "pdb disruptions allowed is negative");
        }
        if (budget.at("status", "disruptedPods").object().names().size() > UNCONFIRMED_MAX) {
            throw forbidden(budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw exhausted(budget);
        }
        KubeObject spent = budget.with(Json.of(allowed - 1), "status", "disruptionsAllowed")
                .with(Conditions.text(parts.clock().now()), "status", "disruptedPods", pod.name());
        if (allowed > 1) {
            return spent;
        }
        var condition = Conditions.of(
                        CONDITION,
                        "False",
                        "InsufficientPods",
                        "",
                        parts.clock().now())
                .with("message", Json.of(""))
                .with("observedGeneration", Json.of(budget.generation()));
        return spent.with(Conditions.with(budget.at("status", "conditions"), condition), "status", "conditions");
    }

    private static StatusException forbidden(KubeObject budget, String why) {
        return new StatusException(
                403,
                "Forbidden",
                RESOURCE + "." + GROUP + " \"" + budget.name() + "\" is forbidden: " + why,
                JsonObject.of("name", budget.name(), "group", GROUP, "kind", RESOURCE));
    }

    private static StatusException stillProcessed(KubeObject budget) {
        return blocked(
                "The disruption budget " + budget.name() + " is still being processed by the server.", RETRY_SECONDS);
    }

    private static StatusException exhausted(KubeObject budget) {
        var failure = Conditions.find(budget, CONDITION)
                .filter(condition -> condition.at("reason").text().equals("SyncFailed"));
        if (failure.isPresent()) {
            return blocked(
                    "The disruption budget " + budget.name()
                            + " does not allow evicting pods currently because it failed sync: "
                            + failure.get().at("message").text(),
                    0);
        }
        return blocked(
                "The disruption budget " + budget.name() + " needs "
                        + budget.at("status", "desiredHealthy").longOr(0) + " healthy pods and has "
                        + budget.at("status", "currentHealthy").longOr(0) + " currently",
                0);
    }

    private static StatusException blocked(String why, int retrySeconds) {
        var cause = JsonObject.of("reason", "DisruptionBudget", "message", why);
        var details = JsonObject.builder().put("causes", JsonArray.of(cause));
        if (retrySeconds > 0) {
            details.put("retryAfterSeconds", retrySeconds);
        }
        return new StatusException(
                429,
                "TooManyRequests",
                "Cannot evict pod as it would violate the pod's disruption budget.",
                details.build());
    }
}
