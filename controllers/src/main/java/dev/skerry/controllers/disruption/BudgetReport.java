// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// The status that a pass reports.
final class BudgetReport {
    private static final String CONDITION = "DisruptionAllowed";

    private BudgetReport() {}

    static KubeObject of(
            KubeObject budget, List<KubeObject> pods, Expectation expectation, Disruptions disruptions, Instant now) {
        int healthy = (int) pods.stream()
                .filter(pod -> !pod.isBeingDeleted() && !disruptions.concerns(pod) && PodState.isReady(pod))
                .count();
        int allowed = expectation.expected() <= 0 ? 0 : Math.max(0, healthy - expectation.desiredHealthy());
        var status = JsonObject.builder()
                .put("observedGeneration", budget.generation())
                .put("disruptionsAllowed", allowed)
                .put("currentHealthy", healthy)
                .put("desiredHealthy", expectation.desiredHealthy())
                .put("expectedPods", expectation.expected());
        if (!disruptions.awaited().isEmpty()) {
            status.put("disruptedPods", disruptions.awaited());
        }
        var condition = allowed > 0
                ? condition(budget, "True", "SufficientPods", "", now)
                : condition(budget, "False", "InsufficientPods", "", now);
        status.put("conditions", Conditions.with(budget.at("status", "conditions"), condition));
        return budget.with(status.build(), "status");
    }

    /// What cannot be worked out allows nothing.
    static KubeObject failed(KubeObject budget, String why, Instant now) {
        var condition = condition(budget, "False", "SyncFailed", why, now);
        return budget.with(Json.of(0), "status", "disruptionsAllowed")
                .with(Json.of(budget.generation()), "status", "observedGeneration")
                .with(Conditions.with(budget.at("status", "conditions"), condition), "status", "conditions");
    }

    private static JsonObject condition(KubeObject budget, String status, String reason, String why, Instant now) {
        return Conditions.of(CONDITION, status, reason, "", now)
                .with("message", Json.of(why))
                .with("observedGeneration", Json.of(budget.generation()));
    }
}
