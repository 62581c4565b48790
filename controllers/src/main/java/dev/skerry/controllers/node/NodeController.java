// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.node;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.core.Taint;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.PodsByNode;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One pass over one node: say in its conditions that it is not heard of, give it the taints that follow
/// from its conditions, and tell the pods of an ordinary node that nobody can say whether they are ready.
///
/// That a node is heard of shows in its Lease, which the server renews for connected edge nodes, or in the
/// status it reports.
public final class NodeController implements Reconciler {
    private static final String NAME = "node-controller";
    private static final String LEASE_NAMESPACE = "kube-node-lease";

    /// How long a node may be silent; its Lease is renewed every ten seconds.
    private static final Duration GRACE = Duration.ofSeconds(40);

    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final KubeClient client;
    private final Cache<KubeObject> nodes;
    private final Cache<KubeObject> pods;
    private final EventRecorder events;
    private final Clock clock;
    private final Heartbeats heartbeats;

    private NodeController(
            KubeClient client, Cache<KubeObject> nodes, Cache<KubeObject> pods, EventRecorder events, Clock clock) {
        this.client = client;
        this.nodes = nodes;
        this.pods = pods;
        this.events = events;
        this.clock = clock;
        this.heartbeats = new Heartbeats(clock);
    }

    public static Controller wire(ControllerParts parts) {
        var nodes = parts.cache(Resources.NODES);
        var leases = parts.cache(Resources.LEASES);
        var pods = parts.cache(Resources.PODS);
        PodsByNode.index(pods);
        var reconciler = new NodeController(parts.client(NAME), nodes, pods, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("node", reconciler, List.of(nodes, leases, pods));
        nodes.onChange(change -> controller.enqueue(change.name()));
        leases.onChange(change -> {
            if (change.name().namespace().equals(LEASE_NAMESPACE)) {
                String renewed = change.newest().at("spec", "renewTime").text();
                reconciler.heartbeats.note(change.name().name(), Heartbeats.Sign.LEASE, renewed);
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = nodes.find(name);
        if (found.isEmpty()) {
            heartbeats.forget(name.name());
            return Outcome.SETTLED;
        }
        Instant now = clock.now();
        KubeObject node = reported(heard(found.get()), now);
        boolean isReady = NodeCondition.ready(node).equals("True");
        Duration autonomyLeft = Autonomy.of(node).left(NodeCondition.readySince(node, now), now);
        boolean isAutonomous = autonomyLeft.isPositive();
        taint(node, !isAutonomous && isAnyReady(), now);
        boolean hasReported = Conditions.find(node, "Ready").isPresent();
        if (hasReported && !isReady && !isAutonomous) {
            markPods(node, now);
        }
        return new Outcome.Again(isReady ? GRACE.dividedBy(4) : shorter(RECHECK, autonomyLeft));
    }

    /// Takes the times at which the node says it has reported as signs of life.
    private KubeObject heard(KubeObject node) {
        String sign = Conditions.find(node, "Ready")
                .map(condition -> condition.at("lastHeartbeatTime").text()
                        + condition.at("status").text())
                .orElse("");
        heartbeats.note(node.name(), Heartbeats.Sign.STATUS, sign);
        return node;
    }

    /// The node with its conditions as they have to be, written if they are news.
    private KubeObject reported(KubeObject node, Instant now) {
        boolean wasUnknown = NodeCondition.ready(node).equals("Unknown")
                && Conditions.find(node, "Ready").isPresent();
        boolean isSilent = heartbeats.silence(node.name()).compareTo(GRACE) >= 0;
        var autonomy = Autonomy.of(node);
        boolean saysSinceWhen = wasUnknown && !autonomy.isNone();
        if (!saysSinceWhen && (wasUnknown || !isSilent)) {
            return node;
        }
        JsonArray conditions = NodeCondition.unheard(node, now);
        if (conditions.equals(node.at("status", "conditions"))) {
            return node;
        }
        KubeObject written = write(node, "status", JsonObject.of("conditions", conditions));
        events.normal(node, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        return written;
    }

    private void taint(KubeObject node, boolean mayExpel, Instant now) {
        List<Taint> wanted = NodeTaints.wanted(node, mayExpel, now);
        if (!wanted.equals(Taint.readAll(node.at("spec", "taints")))) {
            var taints = new JsonArray(
                    wanted.stream().map(taint -> (Json) taint.toJson()).toList());
            write(node, "spec", JsonObject.of("taints", taints));
        }
    }

    /// When no node at all is heard of it is most likely the server that is cut off, and sending every
    /// pod away from everywhere would help nobody. Half the grace period, because nodes that fall silent
    /// together are found silent one after another.
    private boolean isAnyReady() {
        return nodes.all().stream()
                .filter(node -> heartbeats.silence(node.name()).compareTo(GRACE.dividedBy(2)) < 0)
                .anyMatch(node -> NodeCondition.ready(node).equals("True"));
    }

    private void markPods(KubeObject node, Instant now) {
        for (KubeObject pod : PodsByNode.on(node.name(), pods)) {
            if (PodState.isReady(pod) && !PodState.isTerminated(pod)) {
                var condition = Conditions.of("Ready", "False", "NodeNotReady", "Node is not ready", now);
                KubeObject marked =
                        pod.with(Conditions.with(pod.at("status", "conditions"), condition), "status", "conditions");
                pods.assume(StatusPatch.write(client, Resources.PODS, pod, marked));
                events.warning(pod, "NodeNotReady", "Node is not ready");
            }
        }
    }

    /// Lists in a node are replaced whole, so a write says which version it was made from.
    private KubeObject write(KubeObject node, String part, JsonObject change) {
        var metadata = JsonObject.of("uid", node.uid(), "resourceVersion", node.resourceVersion());
        KubeObject written = client.patch(
                Resources.NODES,
                node.objectName(),
                part.equals("status") ? "status" : "",
                PatchType.MERGE,
                JsonObject.of("metadata", metadata, part, change));
        nodes.assume(written);
        return written;
    }

    private static Duration shorter(Duration one, Duration other) {
        return other.isPositive() && other.compareTo(one) < 0 ? other : one;
    }
}
