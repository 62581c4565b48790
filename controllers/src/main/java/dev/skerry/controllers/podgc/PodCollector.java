// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.podgc;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Propagation;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.PodsByNode;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One pass over one pod: is it on a node that does not exist, or one too many of those that have ended?
///
/// A node that is cut off exists. Only when somebody deletes the Node object is its pods' machine gone for
/// good, and even then they are spared for [#QUARANTINE], because a node that registers anew comes back
/// under its name and goes on with its pods.
public final class PodCollector implements Reconciler {
    static final Duration QUARANTINE = Duration.ofSeconds(40);

    /// Ended pods that are kept for people to look at.
    private static final int TERMINATED_MAX = 12_500;

    private static final String TERMINATED = "terminated";

    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final Cache<KubeObject> nodes;
    private final Clock clock;

    /// Since when each missing node is missed.
    private final Map<String, Long> missedSince = new ConcurrentHashMap<>();

    private PodCollector(KubeClient client, Cache<KubeObject> pods, Cache<KubeObject> nodes, Clock clock) {
        this.client = client;
        this.pods = pods;
        this.nodes = nodes;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var pods = parts.cache(Resources.PODS);
        var nodes = parts.cache(Resources.NODES);
        PodsByNode.index(pods);
        pods.index(TERMINATED, pod -> PodState.isTerminated(pod) ? List.of(TERMINATED) : List.of());
        var reconciler = new PodCollector(parts.client("pod-garbage-collector"), pods, nodes, parts.clock());
        var controller = parts.controller("pod-garbage", reconciler, List.of(pods, nodes));
        pods.onChange(change -> {
            String node = PodState.nodeName(change.newest());
            if (change instanceof Change.Gone<KubeObject>) {
                reconciler.forgetIfEmpty(node);
            } else if (!node.isEmpty()) {
                controller.enqueue(change.name());
            }
        });
        nodes.onChange(change -> PodsByNode.on(change.name().name(), pods).stream()
                .filter(_ -> nodes.find(change.name()).isEmpty())
                .forEach(pod -> controller.enqueue(pod.objectName())));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = pods.find(name);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject pod = found.get();
        String node = PodState.nodeName(pod);
        if (nodes.find(ObjectName.cluster(node)).isPresent()) {
            missedSince.remove(node);
            deleteTooManyTerminated(pod);
            return Outcome.SETTLED;
        }
        long since = missedSince.computeIfAbsent(node, _ -> clock.nanos());
        Duration left = QUARANTINE.minusNanos(clock.nanos() - since);
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        // The cache may be behind: a node that has just come back must not lose its pods.
        if (client.find(Resources.NODES, ObjectName.cluster(node)).isEmpty()) {
            deleteOrphan(pod);
        }
        return Outcome.SETTLED;
    }

    private void forgetIfEmpty(String node) {
        if (PodsByNode.on(node, pods).isEmpty()) {
            missedSince.remove(node);
        }
    }

    private void deleteOrphan(KubeObject pod) {
        if (!PodState.isTerminated(pod)) {
            var condition = Conditions.of(
                    "DisruptionTarget", "True", "DeletionByPodGC", "PodGC: node no longer exists", clock.now());
            KubeObject failed = pod.with("Failed", "status", "phase")
                    .with(Conditions.with(pod.at("status", "conditions"), condition), "status", "conditions");
            StatusPatch.write(client, Resources.PODS, pod, failed);
        }
        delete(pod);
    }

    private void deleteTooManyTerminated(KubeObject pod) {
        if (!PodState.isTerminated(pod)) {
            return;
        }
        List<KubeObject> ended = pods.indexed(TERMINATED, TERMINATED);
        ended.stream()
                .filter(one -> !one.isBeingDeleted())
                .sorted(Comparator.comparing(
                        (KubeObject one) -> one.creationTimestamp().orElse(Instant.EPOCH)))
                .limit(Math.max(0, ended.size() - TERMINATED_MAX))
                .forEach(this::delete);
    }

    private void delete(KubeObject pod) {
        client.delete(Resources.PODS, pod.objectName(), new Deletion(pod.uid(), 0, Propagation.BACKGROUND));
    }
}
