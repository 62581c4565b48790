// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// What a node's conditions have to say when nothing is heard of it. Pure.
final class NodeCondition {
    private static final List<String> OTHERS = List.of("MemoryPressure", "DiskPressure", "PIDPressure");

    private NodeCondition() {}

    /// Whether the node is `True`, `False` or `Unknown`; `Unknown` if it never said.
    static String ready(KubeObject node) {
        return Conditions.find(node, "Ready")
                .map(condition -> condition.at("status").text())
                .orElse("Unknown");
    }

    /// Since when the condition Ready is as it is.
    static Instant readySince(KubeObject node, Instant now) {
        return Conditions.find(node, "Ready")
                .flatMap(condition -> new KubeObject(condition).time("lastTransitionTime"))
                .or(node::creationTimestamp)
                .orElse(now);
    }

    /// The conditions of a node that has not been heard of.
    static JsonArray unheard(KubeObject node, Instant now) {
        var autonomy = Autonomy.of(node);
        if (!autonomy.isNone()) {
            return disconnected(node, autonomy, now);
        }
        boolean hasReported = Conditions.find(node, "Ready").isPresent();
        String reason = hasReported ? "NodeStatusUnknown" : "NodeStatusNeverUpdated";
        String message = hasReported ? "Kubelet stopped posting node status." : "Kubelet never posted node status.";
        var conditions = Conditions.with(
                node.at("status", "conditions"), Conditions.of("Ready", "Unknown", reason, message, now));
        for (String type : OTHERS) {
            conditions = Conditions.with(conditions, Conditions.of(type, "Unknown", reason, message, now));
        }
        return conditions;
    }

    /// An autonomous node's pressure and the like stay as it last said; only that it is out of reach is news.
    static JsonArray disconnected(KubeObject node, Autonomy autonomy, Instant now) {
        boolean isKnown =
                ready(node).equals("Unknown") && Conditions.find(node, "Ready").isPresent();
        Instant since = isKnown ? readySince(node, now) : now;
        String message = "Disconnected since " + Conditions.text(since) + "; its pods keep running without it ("
                + Autonomy.ANNOTATION + ": " + autonomy + ").";
        JsonObject condition = Conditions.of("Ready", "Unknown", "NodeDisconnected", message, now);
        // What else the condition says, when the node last reported above all, is kept.
        JsonObject.Builder merged = Conditions.find(node, "Ready").orElse(JsonObject.EMPTY).toBuilder();
        condition.forEach(merged::put);
        return Conditions.with(node.at("status", "conditions"), merged.build());
    }
}
