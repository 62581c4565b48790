// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.core;

import dev.skerry.foundation.json.Json;
import java.util.List;

/// Which taints a pod puts up with; an empty key is any taint, an empty effect any effect.
///
/// @param seconds how long it stays on a node with such a taint of effect `NoExecute`; [#FOREVER] for ever
public record Toleration(String key, String operator, String value, String effect, long seconds) {
    public static final long FOREVER = Long.MAX_VALUE;

    public static List<Toleration> readAll(Json tolerations) {
        return tolerations.elements().stream()
                .map(toleration -> new Toleration(
                        toleration.at("key").text(),
                        toleration.at("operator").textOr("Equal"),
                        toleration.at("value").text(),
                        toleration.at("effect").text(),
                        toleration.at("tolerationSeconds").longOr(FOREVER)))
                .toList();
    }

    public boolean tolerates(Taint taint) {
        boolean isEffect = effect.isEmpty() || effect.equals(taint.effect());
        boolean isKey = key.isEmpty() || key.equals(taint.key());
        return isEffect
                && isKey
                && switch (operator) {
                    case "Exists" -> true;
                    case "Lt" -> compared(taint) < 0;
                    case "Gt" -> compared(taint) > 0;
                    default -> !key.isEmpty() && value.equals(taint.value());
                };
    }

    /// How the taint's number stands to ours; no number compares as equal, so that neither operator holds.
    private int compared(Taint taint) {
        try {
            return Long.compare(Long.parseLong(taint.value()), Long.parseLong(value));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
