// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// The columns of pods.
final class PodColumns {
    private PodColumns() {}

    static TableColumns pod() {
        return KindColumns.named()
                .text("Ready", pod -> new PodSummary(pod).ready())
                .text("Status", pod -> new PodSummary(pod).reason())
                .column(new TableColumns.Column("Restarts", "string", "", "", 0), PodColumns::restarts)
                .age()
                .wide("IP", PodColumns::address)
                .wideField("Node", "spec.nodeName", CellText.NONE)
                .wideField("Nominated Node", "status.nominatedNodeName", CellText.NONE)
                .wide("Readiness Gates", PodColumns::readinessGates)
                .conditions(PodColumns::conditions)
                .build();
    }

    private static Json restarts(KubeObject pod, Instant now) {
        return Json.of(new PodSummary(pod).restarts(now));
    }

    private static String address(KubeObject pod) {
        List<Json> addresses = pod.at("status", "podIPs").elements();
        return CellText.orNone(
                addresses.isEmpty()
                        ? pod.at("status", "podIP").text()
                        : addresses.getFirst().at("ip").text());
    }

    private static String readinessGates(KubeObject pod) {
        List<Json> gates = pod.at("spec", "readinessGates").elements();
        long open = gates.stream()
                .filter(gate -> CellText.isTrue(
                        pod.at("status", "conditions"), gate.at("conditionType").text()))
                .count();
        return gates.isEmpty() ? CellText.NONE : open + "/" + gates.size();
    }

    /// kubectl leaves completed pods out unless it is told otherwise.
    private static List<JsonObject> conditions(KubeObject pod) {
        return switch (pod.at("status", "phase").text()) {
            case "Succeeded" -> List.of(completed("Succeeded", "The pod has completed successfully."));
            case "Failed" -> List.of(completed("Failed", "The pod failed."));
            default -> List.of();
        };
    }

    private static JsonObject completed(String reason, String message) {
        return JsonObject.of("type", "Completed", "status", "True", "reason", reason, "message", message);
    }
}
