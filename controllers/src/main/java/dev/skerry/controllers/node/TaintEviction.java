// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.core.Taint;
import dev.skerry.api.core.Toleration;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventRecorder;
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
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/// One pass over one pod: if its node has a taint with effect `NoExecute` that the pod does not tolerate,
/// or not for ever, delete it when its time is over.
public final class TaintEviction implements Reconciler {
    private static final String NAME = "taint-eviction-controller";

    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final Cache<KubeObject> nodes;
    private final EventRecorder events;
    private final Clock clock;

    private TaintEviction(
            KubeClient client, Cache<KubeObject> pods, Cache<KubeObject> nodes, EventRecorder events, Clock clock) {
        this.client = client;
        this.pods = pods;
        this.nodes = nodes;
        this.events = events;
        this.clock = clock;
    }

    public static Controller wire(ControllerParts parts) {
        var pods = parts.cache(Resources.PODS);
        var nodes = parts.cache(Resources.NODES);
        PodsByNode.index(pods);
        var reconciler = new TaintEviction(parts.client(NAME), pods, nodes, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("taint-eviction", reconciler, List.of(pods, nodes));
        pods.onChange(change -> {
            if (!reconciler.expelling(change.newest()).isEmpty()) {
                controller.enqueue(change.name());
            }
        });
        nodes.onChange(change -> {
            if (hasOtherTaints(change)) {
                PodsByNode.on(change.name().name(), pods).forEach(pod -> controller.enqueue(pod.objectName()));
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = pods.find(name).filter(PodState::isActive);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject pod = found.get();
        Optional<Instant> end = end(pod);
        if (end.isEmpty()) {
            return Outcome.SETTLED;
        }
        Duration left = Duration.between(clock.now(), end.get());
        if (left.isPositive()) {
            return new Outcome.Again(left);
        }
        evict(pod);
        return Outcome.SETTLED;
    }

    /// When the pod's time on its node is over; empty if it may stay.
    private Optional<Instant> end(KubeObject pod) {
        var tolerations = Toleration.readAll(pod.at("spec", "tolerations"));
        return expelling(pod).stream()
                .flatMap(taint -> end(taint, tolerations).stream())
                .min(Instant::compareTo);
    }

    private Optional<Instant> end(Taint taint, List<Toleration> tolerations) {
        Instant since = added(taint);
        var matching = tolerations.stream()
                .filter(toleration -> toleration.tolerates(taint))
                .findFirst();
        if (matching.isEmpty()) {
            return Optional.of(since);
        }
        long seconds = matching.get().seconds();
        return seconds == Toleration.FOREVER ? Optional.empty() : Optional.of(since.plusSeconds(Math.max(0, seconds)));
    }

    private Instant added(Taint taint) {
        try {
            return Instant.parse(taint.timeAdded());
        } catch (DateTimeParseException _) {
            // The node's own pass puts the time on it in a moment, which brings this pod's pass again.
            return clock.now();
        }
    }

    private List<Taint> expelling(KubeObject pod) {
        return nodes.find(ObjectName.cluster(PodState.nodeName(pod)))
                .map(TaintEviction::expellingTaints)
                .orElse(List.of());
    }

    private static List<Taint> expellingTaints(KubeObject node) {
        return Taint.readAll(node.at("spec", "taints")).stream()
                .filter(Taint::isExpelling)
                .toList();
    }

    private static boolean hasOtherTaints(Change<KubeObject> change) {
        return switch (change) {
            case Change.Appeared<KubeObject> appeared ->
                !expellingTaints(appeared.now()).isEmpty();
            case Change.Changed<KubeObject> changed ->
                !expellingTaints(changed.was()).equals(expellingTaints(changed.now()));
            case Change.Gone<KubeObject> _ -> false;
        };
    }

    private void evict(KubeObject pod) {
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + pod.objectName());
        var condition = Conditions.of(
                "DisruptionTarget",
                "True",
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint",
                clock.now());
        KubeObject marked =
                pod.with(Conditions.with(pod.at("status", "conditions"), condition), "status", "conditions");
        try {
            StatusPatch.write(client, Resources.PODS, pod, marked);
        } catch (StatusException refused) {
            if (refused.code() == 404) {
                return;
            }
            throw refused;
        }
        client.delete(Resources.PODS, pod.objectName(), Deletion.background(pod.uid()));
    }
}
