// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.agent.link.AgentConversation;
import dev.skerry.agent.status.Outbox;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.store.Store;
import dev.skerry.tunnel.frame.Held;
import dev.skerry.tunnel.profile.LinkProfile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One life of an agent's process: everything in here is gone with a crash, except the disks and the machine.
///
/// Pods are run by the same rules as the real worker of pods, on a machine that only remembers: what is wanted
/// and was never started is started, what is being deleted is stopped and reported gone, and what runs and is
/// not known is stopped only when the cache is complete.
final class SimulatedAgent {
    private final String node;
    private final SimulatedMachine machine;
    private final Truth truth;
    private final PlantedBug bug;
    private final StoredObjects cache;
    private final Outbox outbox;

    SimulatedAgent(String node, Disks disks, SimulatedMachine machine, Truth truth, Circumstances circumstances) {
        this.node = node;
        this.machine = machine;
        this.truth = truth;
        this.bug = circumstances.bug();
        this.cache = new StoredObjects(disks.cache());
        this.outbox = new Outbox(disks.outbox(), circumstances.random(), new Metrics());
    }

    /// Two databases, of which the cache's may be lost.
    record Disks(Store cache, Store outbox) {}

    record Circumstances(RandomGenerator random, PlantedBug bug) {}

    AgentConversation dial(LinkProfile profile) {
        return new AgentConversation(cache, outbox, "sim", profile, this::reportNode);
    }

    StoredObjects cache() {
        return cache;
    }

    Outbox outbox() {
        return outbox;
    }

    /// Brings what runs in line with what the cache says.
    void runPods() {
        boolean isComplete = cache.isComplete() || bug == PlantedBug.NODE_STOPS_UNKNOWN_PODS;
        var known = new HashSet<String>();
        for (KubeObject pod : cache.list(NodeResources.PODS)) {
            known.add(pod.uid());
            if (pod.isBeingDeleted()) {
                stop(pod.uid(), pod.name());
                outbox.podGone(pod.objectName(), pod.uid());
            } else if (!machine.hasStarted(pod.uid())) {
                machine.start(pod.uid(), pod.name());
                report(pod);
            }
        }
        if (isComplete) {
            for (var running : machine.running().entrySet()) {
                if (!known.contains(running.getKey())) {
                    stop(running.getKey(), running.getValue());
                }
            }
        }
    }

    /// Something changes about a pod that runs, or something happens that is worth an event.
    void somethingHappens(RandomGenerator random, Set<String> told) {
        List<KubeObject> pods = cache.list(NodeResources.PODS);
        if (!pods.isEmpty() && random.nextBoolean()) {
            report(pods.get(random.nextInt(pods.size())));
            return;
        }
        String name = node + "-" + machine.nextEvent();
        outbox.event(KubeObject.of(GroupVersionKind.of("v1", "Event"), new ObjectName("default", name))
                .with(JsonObject.of("kind", "Node", "name", node, "namespace", "default"), "involvedObject")
                .with("Happened", "reason")
                .with("Normal", "type"));
        // Only now is it on disk, and from now on it must arrive.
        told.add(name);
    }

    /// Nothing that the node holds may go back to an earlier state.
    void check(Map<String, Long> newest) {
        for (Held held : cache.held()) {
            long before = newest.getOrDefault(held.uid(), 0L);
            if (held.version() < before) {
                throw new InvariantViolation(node + " went back from " + before + " to " + held);
            }
            newest.put(held.uid(), held.version());
        }
    }

    /// The uids of the pods that the node believes to be its own.
    Map<String, String> pods() {
        var pods = new HashMap<String, String>();
        cache.list(NodeResources.PODS).forEach(pod -> pods.put(pod.uid(), pod.name()));
        return pods;
    }

    private void stop(String uid, String name) {
        if (machine.running().containsKey(uid)) {
            if (truth.wants(name, uid)) {
                throw new InvariantViolation(node + " stopped pod " + name + ", which nobody has deleted");
            }
            machine.stop(uid);
        }
    }

    private void report(KubeObject pod) {
        Json number = Json.of(Integer.toString(machine.nextReport(pod.uid())));
        JsonObject status = JsonObject.of("phase", "Running", "message", number);
        outbox.status(NodeResources.PODS, pod.objectName(), pod.uid(), status);
    }

    private void reportNode() {
        Json ready = JsonObject.of("type", "Ready", "status", "True", "reason", "KubeletReady");
        outbox.node(KubeObject.of(GroupVersionKind.of("v1", "Node"), ObjectName.cluster(node))
                .with(JsonArray.of(ready), "status", "conditions"));
    }
}
