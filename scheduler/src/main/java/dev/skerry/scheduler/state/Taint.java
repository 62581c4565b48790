// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.foundation.json.Json;
import java.util.List;

/// Why pods should keep off a node.
///
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
public record Taint(String key, String value, String effect) {
    static List<Taint> readAll(Json taints) {
        return taints.elements().stream()
                .map(taint -> new Taint(
                        taint.at("key").text(),
                        taint.at("value").text(),
                        taint.at("effect").text()))
                .toList();
    }

    /// Whether a pod without a toleration may not be put here.
    public boolean isForbidding() {
        return effect.equals("NoSchedule") || effect.equals("NoExecute");
    }

    public boolean isToleratedBy(List<Toleration> tolerations) {
        return tolerations.stream().anyMatch(toleration -> toleration.tolerates(this));
    }
}
