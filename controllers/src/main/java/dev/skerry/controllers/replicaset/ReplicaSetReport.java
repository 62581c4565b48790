// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;

/// The status that a pass reports.
record ReplicaSetReport(ReplicaSetState state, PodChanges.Result result, Instant now) {
    KubeObject applyTo(KubeObject replicaSet) {
        var status = JsonObject.builder().put("replicas", state.active().size());
        putIfAny(status, "fullyLabeledReplicas", state.fullyLabeled());
        putIfAny(status, "readyReplicas", state.ready());
        putIfAny(status, "availableReplicas", state.available());
        status.put("observedGeneration", replicaSet.generation());
        JsonArray conditions = conditions(replicaSet.at("status", "conditions"));
        if (conditions.size() > 0) {
            status.put("conditions", conditions);
        }
        return replicaSet.with(status.build(), "status");
    }

    private JsonArray conditions(Json known) {
        return switch (result) {
            case PodChanges.Result.Done() -> Conditions.without(known, "ReplicaFailure");
            case PodChanges.Result.Failed(String reason, RuntimeException cause) ->
                Conditions.with(
                        known,
                        Conditions.of("ReplicaFailure", "True", reason, String.valueOf(cause.getMessage()), now));
        };
    }

    private static void putIfAny(JsonObject.Builder status, String field, int count) {
        if (count > 0) {
            status.put(field, count);
        }
    }
}
