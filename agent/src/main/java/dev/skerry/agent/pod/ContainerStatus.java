// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.Observed.Known;
import dev.skerry.agent.pod.Plan.Waiting;
import dev.skerry.agent.pod.WantedContainer.Kind;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// One entry of a pod's `containerStatuses`. Pure.
final class ContainerStatus {
    private static final String ID_SCHEME = "skerry://";

    private ContainerStatus() {}

    static JsonObject of(WantedContainer container, Observed observed, Optional<Waiting> waiting) {
        List<Known> known = observed.containers().getOrDefault(container.name(), List.of());
        Optional<Known> newest = known.stream().findFirst();
        boolean isEnded =
                newest.filter(one -> one.state() instanceof State.Exited).isPresent();
        boolean waitsAgain = isEnded && waiting.isPresent();
        JsonObject state = newest.filter(_ -> !waitsAgain)
                .flatMap(ContainerStatus::state)
                .orElseGet(() -> waiting(waiting.orElse(new Waiting("ContainerCreating", ""))));
        Optional<JsonObject> last = known.stream()
                .skip(waitsAgain ? 0 : 1)
                .flatMap(one -> terminated(one).stream())
                .findFirst();
        var status = JsonObject.builder()
                .put("name", container.name())
                .put("state", state)
                .put("lastState", last.orElse(JsonObject.EMPTY))
                .put("ready", isReady(container, newest, observed))
                .put("restartCount", newest.map(Known::attempt).orElse(0))
                .put("image", newest.map(Known::image).orElse(container.image()))
                .put("imageID", newest.map(Known::imageDigest).orElse(""))
                .putIfText(
                        "containerID", newest.map(one -> ID_SCHEME + one.id()).orElse(""));
        // Nobody asks an ephemeral container how it is.
        return container.kind() == Kind.EPHEMERAL
                ? status.build()
                : status.put("started", observed.isStarted(container.name())).build();
    }

    /// An init container is ready when it has done its work, an ephemeral one never.
    private static boolean isReady(WantedContainer container, Optional<Known> newest, Observed observed) {
        return switch (container.kind()) {
            case INIT ->
                newest.filter(one -> one.state() instanceof State.Exited exited && exited.exitCode() == 0)
                        .isPresent();
            case EPHEMERAL -> false;
            case SIDECAR, MAIN -> observed.isReady(container.name());
        };
    }

    private static Optional<JsonObject> state(Known known) {
        return switch (known.state()) {
            case State.Created() -> Optional.empty();
            case State.Running(int _, long startedAt) ->
                Optional.of(JsonObject.of("running", JsonObject.of("startedAt", time(startedAt))));
            case State.Exited _ -> terminated(known);
        };
    }

    private static Optional<JsonObject> terminated(Known known) {
        if (!(known.state() instanceof State.Exited exited)) {
            return Optional.empty();
        }
        String reason = exited.isOutOfMemory() ? "OOMKilled" : exited.exitCode() == 0 ? "Completed" : "Error";
        return Optional.of(JsonObject.of(
                "terminated",
                JsonObject.builder()
                        .put("exitCode", exited.exitCode())
                        .put("reason", reason)
                        .putIfText("message", known.message())
                        .put("startedAt", time(exited.startedAt()))
                        .put("finishedAt", time(exited.finishedAt()))
                        .put("containerID", ID_SCHEME + known.id())
                        .build()));
    }

    private static JsonObject waiting(Waiting waiting) {
        return JsonObject.of(
                "waiting",
                JsonObject.builder()
                        .put("reason", waiting.reason())
                        .putIfText("message", waiting.message())
                        .build());
    }

    /// Kubernetes writes times in whole seconds.
    static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
