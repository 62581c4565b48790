// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.ArrayList;
import java.util.List;

/// What an autoscaler aims at and where it is: `cpu: 12%/80%, memory: 40Mi/100Mi`.
final class AutoscalerTargets {
    /// More metrics than this make the column unreadable.
    private static final int SHOWN_MAX = 2;

    private AutoscalerTargets() {}

    static String text(KubeObject autoscaler) {
        List<Json> metrics = autoscaler.at("spec", "metrics").elements();
        List<Json> current = autoscaler.at("status", "currentMetrics").elements();
        var targets = new ArrayList<String>();
        for (int i = 0; i < metrics.size(); i++) {
            targets.add(metric(metrics.get(i), i < current.size() ? current.get(i) : Json.of(null)));
        }
        Json percentage = autoscaler.at("spec", "targetCPUUtilizationPercentage");
        if (!percentage.isNull()) {
            // The first version of the kind knows only this one.
            Json now = autoscaler.at("status", "currentCPUUtilizationPercentage");
            targets.add("cpu: " + percent(now) + "/" + percent(percentage));
        }
        String text = String.join(", ", targets.subList(0, Math.min(SHOWN_MAX, targets.size())));
        int hidden = targets.size() - SHOWN_MAX;
        return CellText.orNone(hidden > 0 ? text + " + " + hidden + " more..." : text);
    }

    private static String metric(Json metric, Json current) {
        String type = metric.at("type").text();
        String source = type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
        Json target = metric.at(source, "target");
        Json now = current.at(source, "current");
        String name = source.equals("resource") || source.equals("containerResource")
                ? metric.at(source, "name").text() + ": "
                : "";
        Json utilization = target.at("averageUtilization");
        if (!utilization.isNull()) {
            return name + percent(now.at("averageUtilization")) + "/" + percent(utilization);
        }
        boolean isAverage = !target.at("averageValue").isNull();
        String field = isAverage ? "averageValue" : "value";
        String suffix = isAverage && name.isEmpty() ? " (avg)" : "";
        return name + CellText.orElse(now.at(field), CellText.UNKNOWN) + "/"
                + target.at(field).text() + suffix;
    }

    private static String percent(Json value) {
        return value.isNull() ? CellText.UNKNOWN : value + "%";
    }
}
