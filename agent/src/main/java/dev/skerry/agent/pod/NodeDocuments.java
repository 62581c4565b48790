// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What the node tells of itself, at the paths where a kubelet does. Nothing is gathered before somebody asks.
record NodeDocuments(Workbench workbench, Pods pods) {
    /// @throws StatusException 404 for a path that is none of them
    void write(String path, StreamFrames frames) throws IOException {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        switch (plain) {
            case "/healthz" -> write(frames, "text/plain; charset=utf-8", "ok");
            case "/metrics" ->
                write(
                        frames,
                        "text/plain; version=0.0.4; charset=utf-8",
                        workbench.metrics().text());
            case "/pods" -> write(frames, "application/json", JsonWriter.write(podList()));
            default ->
                throw new StatusException(
                        404,
                        "NotFound",
                        "this node has nothing at " + path + "; it has /healthz, /metrics, /pods"
                                + " and /containerLogs/NAMESPACE/POD/CONTAINER",
                        JsonObject.EMPTY);
        }
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
