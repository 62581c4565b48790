// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.core;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// Why pods should keep off a node.
///
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
/// @param timeAdded as the object has it; empty text if it does not say
public record Taint(String key, String value, String effect, String timeAdded) {
    public Taint(String key, String value, String effect) {
        this(key, value, effect, "");
    }

    public static List<Taint> readAll(Json taints) {
        return taints.elements().stream()
                .map(taint -> new Taint(
                        taint.at("key").text(),
                        taint.at("value").text(),
                        taint.at("effect").text(),
                        taint.at("timeAdded").text()))
                .toList();
    }

    /// Whether a pod without a toleration may not be put here.
    public boolean isForbidding() {
        return effect.equals("NoSchedule") || effect.equals("NoExecute");
    }

    /// Whether pods that are here already have to go.
    public boolean isExpelling() {
        return effect.equals("NoExecute");
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("key", key)
                .putIfText("value", value)
                .put("effect", effect)
                .putIfText("timeAdded", timeAdded)
                .build();
    }

    public boolean isToleratedBy(List<Toleration> tolerations) {
        return tolerations.stream().anyMatch(toleration -> toleration.tolerates(this));
    }
}
