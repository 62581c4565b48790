// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.Observed.Known;
import dev.skerry.agent.probe.ContainerProbes;
import dev.skerry.agent.probe.Health;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.ContainerSpec;
import dev.skerry.runtime.ContainerRuntime.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Sees what there is of one pod: its containers as the runtime knows them, and what their probes say. It
/// starts the probes of containers that have begun to run, and stops those of containers that ended.
/// Used by the pod's thread; only [#add] and [#remove] by others.
final class PodObserver implements AutoCloseable {
    private final Workbench workbench;
    private final PodFolders folders;

    /// Containers of this pod, by identifier.
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

    private final Map<String, ContainerProbes> probes = new HashMap<>();
    private final Map<String, Long> endSeenAt = new HashMap<>();
    private final Map<String, String> endMessages = new HashMap<>();

    PodObserver(Workbench workbench) {
        this.workbench = workbench;
        this.folders = new PodFolders(workbench.config());
    }

    void add(String id) {
        ids.add(id);
    }

    void remove(String id) {
        ids.remove(id);
    }

    /// The pod's containers by name, the newest first.
    Map<String, List<Known>> containers(WantedPod pod) {
        var byName = new HashMap<String, List<Known>>();
        for (String id : ids) {
            workbench
                    .runtime()
                    .container(id)
                    .ifPresentOrElse(
                            container -> byName.computeIfAbsent(
                                            ContainerLabels.container(container.spec()), _ -> new ArrayList<>())
                                    .add(known(pod, container)),
                            () -> ids.remove(id));
        }
        byName.values()
                .forEach(known ->
                        known.sort(Comparator.comparingInt(Known::attempt).reversed()));
        endSeenAt.keySet().retainAll(ids);
        endMessages.keySet().retainAll(ids);
        return byName;
    }

    private Known known(WantedPod pod, Container container) {
        ContainerSpec spec = container.spec();
        Map<String, String> labels = spec.labels();
        return new Known(
                spec.id(),
                spec.attempt(),
                Integer.parseInt(labels.getOrDefault(ContainerLabels.FAILURES, "0")),
                labels.getOrDefault(ContainerLabels.HASH, ""),
                labels.getOrDefault(ContainerLabels.BOOT, ""),
                labels.getOrDefault(ContainerLabels.IMAGE, spec.image()),
                labels.getOrDefault(ContainerLabels.IMAGE_DIGEST, spec.image()),
                container.state(),
                container.state() instanceof State.Exited exited ? sinceEnd(spec.id(), exited) : Duration.ZERO,
                container.state() instanceof State.Exited exited ? message(pod, spec, exited) : "",
                spec.limits());
    }

    /// By the wall clock, which may jump, and by how long we have seen it ended, whichever is longer: a
    /// container must not wait for ever because the clock was set back.
    private Duration sinceEnd(String id, State.Exited exited) {
        long now = workbench.clock().nanos();
        Duration seen = Duration.ofNanos(now - endSeenAt.computeIfAbsent(id, _ -> now));
        Duration byWall = Duration.ofMillis(workbench.clock().now().toEpochMilli() - exited.finishedAt());
        return byWall.compareTo(seen) > 0 ? byWall : seen;
    }

    private String message(WantedPod pod, ContainerSpec spec, State.Exited exited) {
        String name = ContainerLabels.container(spec);
        return endMessages.computeIfAbsent(
                spec.id(),
                _ -> pod.container(name)
                        .map(container -> TerminationMessage.read(
                                folders.termination(pod.uid(), name, spec.attempt()),
                                Path.of(spec.logPath()),
                                container,
                                exited))
                        .orElse(""));
    }

    /// What the probes say, by container identifier.
    ///
    /// @param told what the server was told of the pod last
    /// @param listeners makes who hears of a container's probes, by the container's name
    Map<String, Health> health(
            WantedPod pod,
            JsonObject told,
            Map<String, List<Known>> containers,
            List<String> addresses,
            Listeners listeners) {
        var running = new HashMap<String, WantedContainer>();
        for (WantedContainer container : pod.containers()) {
            containers.getOrDefault(container.name(), List.of()).stream()
                    .limit(1)
                    .filter(known -> known.isRunning() && ContainerProbes.hasAny(container.spec()))
                    .forEach(known -> {
                        running.put(known.id(), container);
                        follow(told, container, known, addresses, listeners);
                    });
        }
        probes.entrySet().removeIf(entry -> {
            boolean hasEnded = !running.containsKey(entry.getKey());
            if (hasEnded) {
                entry.getValue().close();
            }
            return hasEnded;
        });
        var health = new HashMap<String, Health>();
        probes.forEach((id, one) -> health.put(id, one.health()));
        return health;
    }

    /// Makes who hears of the probes of a container.
    @FunctionalInterface
    interface Listeners {
        ContainerProbes.Listener of(String container);
    }

    @SuppressWarnings("resource") // The probes live as long as the container, and are closed when it ends.
    private void follow(
            JsonObject told, WantedContainer container, Known known, List<String> addresses, Listeners listeners) {
        // Without an address there is nobody to ask yet, unless the pod has just not been set up again.
        if (probes.containsKey(known.id()) || addresses.isEmpty()) {
            return;
        }
        var started =
                new ContainerProbes(known.id(), workbench.check(), workbench.jobs(), listeners.of(container.name()));
        started.start(container.spec(), addresses.getFirst(), past(told, known));
        probes.put(known.id(), started);
    }

    /// What the server was told of this very container: an adopted container does not stop being ready because
    /// the agent began again.
    private ContainerProbes.Past past(JsonObject status, Known known) {
        long startedAt = known.state() instanceof State.Running running ? running.startedAt() : 0;
        Duration age = Duration.ofMillis(Math.max(0, workbench.clock().now().toEpochMilli() - startedAt));
        Json told = Stream.of("containerStatuses", "initContainerStatuses")
                .flatMap(field -> status.at(field).elements().stream())
                .filter(one -> one.at("containerID").text().endsWith("//" + known.id()))
                .findFirst()
                .orElse(dev.skerry.foundation.json.JsonNull.NULL);
        return new ContainerProbes.Past(
                age, told.at("started").booleanOr(false), told.at("ready").booleanOr(false));
    }

    /// Stops asking; what the probes said last stays said.
    void stopAsking() {
        probes.values().forEach(ContainerProbes::close);
    }

    @Override
    public void close() {
        stopAsking();
    }
}
