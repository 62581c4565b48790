// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.node.MachineUsage;
import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// What the node tells of itself, at the paths where a kubelet does, and at `/stats/rates`, where the server looks when
/// somebody asks for `metrics.k8s.io`. Nothing is gathered before somebody asks.
final class NodeDocuments {
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final Workbench workbench;
    private final Pods pods;
    private final Supplier<MachineUsage> machine;
    private final UsageRates rates;

    /// @param machine reads what the whole machine uses
    NodeDocuments(Workbench workbench, Pods pods, Supplier<MachineUsage> machine) {
        this.workbench = workbench;
        this.pods = pods;
        this.machine = machine;
        this.rates = new UsageRates(this::usage, workbench.clock());
    }

    /// @throws StatusException 404 for a path that is none of them
    void write(String path, StreamFrames frames) throws IOException, InterruptedException {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        switch (plain) {
            case "/healthz" -> write(frames, "text/plain; charset=utf-8", "ok");
            case "/metrics" -> write(frames, METRICS, workbench.metrics().text());
            case "/configz" ->
                write(frames, "application/json", JsonWriter.write(ConfigurationDocument.of(workbench.config())));
            case "/pods" -> write(frames, "application/json", JsonWriter.write(podList()));
            case "/metrics/resource" -> write(frames, METRICS, usage().metrics());
            case "/stats/summary" -> write(frames, "application/json", JsonWriter.write(usage().summary()));
            case "/stats/rates" -> write(frames, "application/json", JsonWriter.write(rates.read()));
            default ->
                throw new StatusException(
                        404,
                        "NotFound",
                        "this node has nothing at " + path
                                + "; it has /configz, /healthz, /metrics, /metrics/resource, /pods, /stats/rates, /stats/summary"
                                + " and /containerLogs/NAMESPACE/POD/CONTAINER",
                        JsonObject.EMPTY);
        }
    }

    private NodeUsage usage() {
        return NodeUsage.read(
                workbench.config().nodeName(), workbench.clock().now(), machine.get(), workbench.runtime());
    }

    /// With the statuses that are true here, whatever the server has heard of them.
    private JsonObject podList() {
        var items = workbench.cache().list(WantedPod.RESOURCE).stream()
                .map(pod -> {
                    JsonObject status = pods.status(pod.uid());
                    return (Json) pod.with(status.isEmpty() ? pod.at("status") : status, "status")
                            .tree();
                })
                .toList();
        return JsonObject.of(
                "kind", "PodList", "apiVersion", "v1", "metadata", JsonObject.EMPTY, "items", new JsonArray(items));
    }

    private static void write(StreamFrames frames, String contentType, String text) throws IOException {
        byte[] head = JsonWriter.writeBytes(JsonObject.of("contentType", contentType));
        frames.write(StreamFrames.HEAD, head, 0, head.length);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        frames.write(StreamFrames.STDOUT, body, 0, body.length);
    }
}
