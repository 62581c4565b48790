// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.metricsapi;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What a node answered, told in the words of `metrics.k8s.io`.
///
/// @param document as the agent has it at `/stats/rates`
record NodeRates(Json document) {
    private static final int NANO_DIGITS = 9;

    JsonObject nodeMetrics(KubeObject node) {
        return metrics("NodeMetrics", node).with("usage", usage(document.at("node")));
    }

    /// Empty if nothing of the pod runs there: a pod of the same name is not the same pod.
    Optional<JsonObject> podMetrics(KubeObject pod) {
        return document.at("pods").elements().stream()
                .filter(one -> one.at("uid").text().equals(pod.uid()))
                .findFirst()
                .map(one -> metrics("PodMetrics", pod).with("containers", containers(one)));
    }

    private static JsonArray containers(Json pod) {
        List<Json> list = pod.at("containers").elements().stream()
                .map(one -> (Json) JsonObject.of("name", one.at("name"), "usage", usage(one)))
                .toList();
        return new JsonArray(list);
    }

    private JsonObject metrics(String kind, KubeObject of) {
        var metadata = JsonObject.builder()
                .put("name", of.name())
                .putIfText("namespace", of.namespace())
                .put("creationTimestamp", document.at("timestamp"));
        if (!of.labels().isEmpty()) {
            metadata.put("labels", of.at("metadata", "labels"));
        }
        return JsonObject.of(
                "kind",
                kind,
                "apiVersion",
                MetricsVersion.VERSION.toString(),
                "metadata",
                metadata.build(),
                "timestamp",
                document.at("timestamp"),
                "window",
                window(document.at("windowNanos").longOr(0)));
    }

    /// In Go's form of a duration.
    private static String window(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString() + "s";
    }

    private static JsonObject usage(Json of) {
        return JsonObject.of(
                "cpu", of.at("cpu").longOr(0) + "n", "memory", of.at("memory").longOr(0) / 1024 + "Ki");
    }
}
