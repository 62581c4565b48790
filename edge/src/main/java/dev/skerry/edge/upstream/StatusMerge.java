// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.upstream;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts what a node reports in the place of what was reported before, and leaves what others have written:
/// conditions of types that the node does not report (a scheduler's `PodScheduled`, a readiness gate), and
/// the quality-of-service class, which the API server sets and nobody may change.
final class StatusMerge {
    /// Conditions of the node's that are there only as long as it reports them.
    private static final Set<String> PASSING = Set.of("PodResizePending", "PodResizeInProgress");

    private StatusMerge() {}

    static JsonObject merge(JsonObject current, JsonObject reported) {
        var merged = reported.toBuilder();
        if (current.has("qosClass")) {
            merged.put("qosClass", current.valueOf("qosClass"));
        }
        List<Json> conditions = conditions(current, reported);
        if (!conditions.isEmpty()) {
            merged.put("conditions", new JsonArray(conditions));
        }
        return merged.build();
    }

    /// Whether the two say the same; a heartbeat's time alone says nothing new.
    static boolean saysTheSame(JsonObject one, JsonObject other) {
        return withoutHeartbeats(one).equals(withoutHeartbeats(other));
    }

    private static List<Json> conditions(JsonObject current, JsonObject reported) {
        Map<String, Json> byType = new LinkedHashMap<>();
        current.at("conditions").elements().stream()
                .filter(one -> !PASSING.contains(one.at("type").text()))
                .forEach(one -> byType.put(one.at("type").text(), one));
        for (Json one : reported.at("conditions").elements()) {
            byType.merge(one.at("type").text(), one, StatusMerge::keepTransition);
        }
        return new ArrayList<>(byType.values());
    }

    /// A condition that still stands as it stood has not changed since then, even if the node was restarted
    /// in between and does not remember.
    private static Json keepTransition(Json old, Json fresh) {
        boolean hasStood = old.at("status").equals(fresh.at("status"))
                && !old.at("lastTransitionTime").isNull();
        return hasStood ? fresh.object().with("lastTransitionTime", old.at("lastTransitionTime")) : fresh;
    }

    private static JsonObject withoutHeartbeats(JsonObject status) {
        if (!(status.valueOf("conditions") instanceof JsonArray conditions)) {
            return status;
        }
        return status.with("conditions", conditions.map(one -> one.object().without("lastHeartbeatTime")));
    }
}
