// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.Observed.Known;
import dev.skerry.agent.pod.Plan.Waiting;
import dev.skerry.agent.pod.WantedContainer.Kind;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The `status` of a pod, from what is there. Pure.
final class PodStatus {
    /// Conditions that are there only as long as they are true.
    private static final Set<String> RESIZE = Set.of("PodResizePending", "PodResizeInProgress");

    /// What the status says beside the containers.
    ///
    /// @param podAddresses empty until the pod has its network
    /// @param hostAddresses this node's, the first one is the primary
    /// @param now as Kubernetes writes it; stamps what changes
    record Surroundings(List<String> podAddresses, List<String> hostAddresses, String now) {}

    private final WantedPod pod;
    private final Observed observed;
    private final Map<String, Waiting> waiting;
    private final Surroundings surroundings;

    /// The status as it was said before: times of what did not change are taken from it.
    private final JsonObject previous;

    private PodStatus(
            WantedPod pod,
            Observed observed,
            Map<String, Waiting> waiting,
            Surroundings surroundings,
            JsonObject previous) {
        this.pod = pod;
        this.observed = observed;
        this.waiting = waiting;
        this.surroundings = surroundings;
        this.previous = previous;
    }

    static JsonObject of(
            WantedPod pod,
            Observed observed,
            Map<String, Waiting> waiting,
            Surroundings surroundings,
            JsonObject previous) {
        return new PodStatus(pod, observed, waiting, surroundings, previous).build();
    }

    private JsonObject build() {
        String phase = phase();
        var builder = JsonObject.builder();
        if (pod.object().generation() > 0) {
            builder.put("observedGeneration", pod.object().generation());
        }
        builder.put("phase", phase)
                .put("conditions", conditions(phase))
                .putIfText("message", previous.at("message").text())
                .putIfText("reason", previous.at("reason").text());
        if (!surroundings.hostAddresses().isEmpty()) {
            builder.put("hostIP", surroundings.hostAddresses().getFirst())
                    .put("hostIPs", addresses(surroundings.hostAddresses()));
        }
        if (!surroundings.podAddresses().isEmpty()) {
            builder.put("podIP", surroundings.podAddresses().getFirst())
                    .put("podIPs", addresses(surroundings.podAddresses()));
        }
        builder.put("startTime", previous.at("startTime").textOr(surroundings.now()));
        List<Json> init = statuses(pod.init());
        if (!init.isEmpty()) {
            builder.put("initContainerStatuses", init);
        }
        List<Json> ephemeral = statuses(pod.ephemeral());
        if (!ephemeral.isEmpty()) {
            builder.put("ephemeralContainerStatuses", ephemeral);
        }
        return builder.put("containerStatuses", statuses(pod.main()))
                .put("qosClass", Resources.qosClass(pod))
                .build();
    }

    private static JsonArray addresses(List<String> addresses) {
        return new JsonArray(addresses.stream()
                .map(address -> (Json) JsonObject.of("ip", address))
                .toList());
    }

    private List<Json> statuses(List<WantedContainer> containers) {
        return containers.stream().map(container -> (Json) status(container)).toList();
    }

    private JsonObject status(WantedContainer container) {
        JsonObject status = ContainerStatus.of(container, observed, Optional.ofNullable(waiting.get(container.name())));
        return container.kind() == Kind.EPHEMERAL ? status : withResources(container, status);
    }

    /// What it is given, and what it really has: until it is resized, what it had before.
    private JsonObject withResources(WantedContainer container, JsonObject status) {
        Json given = container.spec().at("resources", "requests");
        JsonObject result = given.object().isEmpty() ? status : status.with("allocatedResources", given);
        Json has = isResizing(container)
                ? told(container.name()).at("resources")
                : container.spec().at("resources");
        boolean isRunning =
                observed.newest(container.name()).filter(Known::isRunning).isPresent();
        return isRunning && !has.object().isEmpty() ? result.with("resources", has) : result;
    }

    private JsonObject told(String container) {
        return Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(list -> previous.at(list).elements().stream())
                .filter(status -> status.at("name").text().equals(container))
                .findFirst()
                .map(Json::object)
                .orElse(JsonObject.EMPTY);
    }

    private boolean isResizing(WantedContainer container) {
        return container.isResizable()
                && observed.newest(container.name())
                        .filter(known -> known.isRunning()
                                && !Resources.changed(pod, container, known.limits())
                                        .isEmpty())
                        .isPresent();
    }

    private void addResize(List<Json> conditions) {
        if (!pod.pending().reason().isEmpty()) {
            conditions.add(resize(
                    "PodResizePending", pod.pending().reason(), pod.pending().message()));
        }
        List<WantedContainer> resizing =
                pod.containers().stream().filter(this::isResizing).toList();
        if (!resizing.isEmpty()) {
            String error = resizing.stream()
                    .flatMap(container ->
                            Stream.ofNullable(observed.troubles().get(Operations.resize(container.name()))))
                    .map(Observed.Trouble::message)
                    .findFirst()
                    .orElse("");
            conditions.add(resize("PodResizeInProgress", error.isEmpty() ? "" : "Error", error));
        }
    }

    private JsonObject resize(String type, String reason, String message) {
        JsonObject condition = condition(type, true, reason, message);
        long generation = pod.object().generation();
        return generation > 0 ? condition.with("observedGeneration", Json.of(generation)) : condition;
    }

    /// `Succeeded` and `Failed` are final.
    private String phase() {
        if (pod.isOver()) {
            return pod.object().at("status", "phase").text();
        }
        String policy = pod.spec().at("restartPolicy").textOr("Always");
        for (WantedContainer container : pod.init()) {
            Optional<Integer> exit = exitCode(container);
            boolean isFailed = exit.filter(code -> code != 0).isPresent();
            if (container.kind() == Kind.INIT && isFailed && policy.equals("Never")) {
                return "Failed";
            }
        }
        boolean isAnyRunning = isAny(known -> known.isRunning());
        boolean isAnyNew = pod.main().stream()
                .anyMatch(container -> observed.newest(container.name())
                        .filter(known -> !(known.state() instanceof State.Created))
                        .isEmpty());
        if (isAnyNew) {
            return "Pending";
        }
        if (isAnyRunning) {
            return "Running";
        }
        List<Integer> exits = pod.main().stream()
                .flatMap(container -> exitCode(container).stream())
                .toList();
        boolean isAllWell = exits.stream().allMatch(code -> code == 0);
        return switch (policy) {
            case "Never" -> isAllWell ? "Succeeded" : "Failed";
            case "OnFailure" -> isAllWell ? "Succeeded" : "Running";
            default -> "Running";
        };
    }

    private boolean isAny(java.util.function.Predicate<Known> test) {
        return pod.main().stream()
                .anyMatch(container ->
                        observed.newest(container.name()).filter(test).isPresent());
    }

    private Optional<Integer> exitCode(WantedContainer container) {
        return observed.newest(container.name())
                .flatMap(known -> known.state() instanceof State.Exited exited
                        ? Optional.of(exited.exitCode())
                        : Optional.empty());
    }

    private JsonArray conditions(String phase) {
        boolean isOver = phase.equals("Succeeded") || phase.equals("Failed");
        List<String> incomplete = pod.init().stream()
                .filter(container -> !isInitialized(container))
                .map(WantedContainer::name)
                .toList();
        List<String> unready = pod.main().stream()
                .filter(container -> !observed.isReady(container.name()))
                .map(WantedContainer::name)
                .toList();
        var conditions = new ArrayList<Json>();
        conditions.add(condition("PodReadyToStartContainers", observed.isSetUp() && !isOver, "", ""));
        boolean isInitialized = incomplete.isEmpty() || isAny(_ -> true);
        conditions.add(condition(
                "Initialized",
                isInitialized || phase.equals("Succeeded"),
                phase.equals("Succeeded") ? "PodCompleted" : isInitialized ? "" : "ContainersNotInitialized",
                isInitialized ? "" : "containers with incomplete status: [" + String.join(" ", incomplete) + "]"));
        boolean areReady = unready.isEmpty() && !isOver;
        String reason = switch (phase) {
            case "Succeeded" -> "PodCompleted";
            case "Failed" -> "PodFailed";
            default -> areReady ? "" : "ContainersNotReady";
        };
        String message = areReady || phase.equals("Succeeded")
                ? ""
                : "containers with unready status: [" + String.join(" ", unready) + "]";
        String gates = closedGates();
        conditions.add(
                areReady && !gates.isEmpty()
                        ? condition("Ready", false, "ReadinessGatesNotReady", gates)
                        : condition("Ready", areReady, reason, message));
        conditions.add(condition("ContainersReady", areReady, reason, message));
        conditions.add(condition("PodScheduled", true, "", ""));
        if (!isOver) {
            addResize(conditions);
        }
        conditions.addAll(othersConditions(conditions));
        return new JsonArray(conditions);
    }

    private boolean isInitialized(WantedContainer container) {
        return container.kind() == Kind.SIDECAR
                ? observed.isStarted(container.name())
                : exitCode(container).filter(code -> code == 0).isPresent();
    }

    private String closedGates() {
        var closed = new ArrayList<String>();
        for (Json gate : pod.spec().at("readinessGates").elements()) {
            String type = gate.at("conditionType").text();
            if (!find(pod.object().at("status", "conditions"), type)
                    .at("status")
                    .text()
                    .equals("True")) {
                closed.add("corresponding condition of pod readiness gate \"" + type
                        + "\" does not exist or is not True.");
            }
        }
        return String.join(" ", closed);
    }

    private JsonObject condition(String type, boolean isTrue, String reason, String message) {
        String status = isTrue ? "True" : "False";
        JsonObject before = find(previous.at("conditions"), type);
        boolean isSame = before.at("status").text().equals(status);
        return JsonObject.builder()
                .put("type", type)
                .put("status", status)
                .put("lastProbeTime", null)
                .put(
                        "lastTransitionTime",
                        isSame ? before.at("lastTransitionTime").text() : surroundings.now())
                .putIfText("reason", reason)
                .putIfText("message", message)
                .build();
    }

    /// Conditions that others have set stay.
    private List<Json> othersConditions(List<Json> ours) {
        return pod.object().at("status", "conditions").elements().stream()
                .filter(condition ->
                        ours.stream().noneMatch(our -> our.at("type").equals(condition.at("type"))))
                .filter(condition -> !RESIZE.contains(condition.at("type").text()))
                .toList();
    }

    private static JsonObject find(Json conditions, String type) {
        return conditions.elements().stream()
                .filter(condition -> condition.at("type").text().equals(type))
                .findFirst()
                .map(Json::object)
                .orElse(JsonObject.EMPTY);
    }
}
