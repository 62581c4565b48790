// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A ReplicaSet and its pods that run or will run, as one pass sees them.
record ReplicaSetState(KubeObject replicaSet, List<KubeObject> active, int ready, int available) {
    ReplicaSetState {
        active = List.copyOf(active);
    }

    static ReplicaSetState of(KubeObject replicaSet, List<KubeObject> owned, Instant now) {
        List<KubeObject> active = owned.stream().filter(PodState::isActive).toList();
        Duration minReady = minReady(replicaSet);
        int ready = (int) active.stream().filter(PodState::isReady).count();
        int available = (int) active.stream()
                .flatMap(pod -> PodState.availableAt(pod, minReady).stream())
                .filter(at -> !at.isAfter(now))
                .count();
        return new ReplicaSetState(replicaSet, active, ready, available);
    }

    int wanted() {
        return replicaSet.at("spec", "replicas").intOr(1);
    }

    /// Pods that carry all labels of the template, which may have got more since they were made.
    int fullyLabeled() {
        var template = replicaSet.at("spec", "template", "metadata", "labels").object();
        return (int) active.stream()
                .map(KubeObject::labels)
                .filter(labels -> template.fields().entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().text().equals(labels.get(wanted.getKey()))))
                .count();
    }

    /// How long until another ready pod counts as available; empty if none is on its way.
    Optional<Duration> untilMoreAvailable(Instant now) {
        Duration minReady = minReady(replicaSet);
        return active.stream()
                .flatMap(pod -> PodState.availableAt(pod, minReady).stream())
                .filter(at -> at.isAfter(now))
                .min(Instant::compareTo)
                .map(at -> Duration.between(now, at));
    }

    /// How many of these pods are on each node, for deleting where there are many.
    Map<String, Long> podsByNode() {
        return active.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        PodState::nodeName, java.util.stream.Collectors.counting()));
    }

    private static Duration minReady(KubeObject replicaSet) {
        return Duration.ofSeconds(replicaSet.at("spec", "minReadySeconds").longOr(0));
    }
}
