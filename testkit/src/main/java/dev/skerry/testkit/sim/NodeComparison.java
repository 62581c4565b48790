// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.agent.cache.StoredObjects;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.object.KubeObject;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.Json;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.SandboxSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is not yet as it has to be in the end, between the server and one node: both know the same, the machine
/// runs that and nothing else, its statuses are the machine's truth, and all that was accepted has arrived.
final class NodeComparison {
    private final Truth truth;
    private final SimulatedNode node;

    NodeComparison(Truth truth, SimulatedNode node) {
        this.truth = truth;
        this.node = node;
    }

    List<String> differences() {
        if (node.agent().isEmpty() || node.link().isEmpty()) {
            return List.of(node.name() + " is not connected");
        }
        var found = new ArrayList<String>();
        var pods = new TreeMap<String, KubeObject>();
        truth.all(Resources.PODS).stream()
                .filter(pod -> PodState.nodeName(pod).equals(node.name()))
                .forEach(pod -> pods.put(pod.uid(), pod));
        addEvents(found);
        addCache(node.agent().get().cache(), found);
        addMachine(pods.keySet(), found);
        pods.values().forEach(pod -> addPod(pod, found));
        boolean isSettled =
                node.link().get().isSettled() && !node.agent().get().outbox().hasAfter(Map.of());
        if (!isSettled) {
            found.add("there is still something to say");
        }
        return found.stream().map(one -> node.name() + ": " + one).toList();
    }

    private void addEvents(List<String> found) {
        var arrived = new TreeMap<String, Long>();
        truth.all(Resources.EVENTS)
                .forEach(event -> arrived.put(event.name(), event.at("count").longOr(1)));
        node.witness().accepted().forEach((name, count) -> {
            if (arrived.getOrDefault(name, 0L) < count) {
                found.add("event " + name + " was accepted " + count + " times and arrived "
                        + arrived.getOrDefault(name, 0L) + " times");
            }
        });
    }

    private void addCache(StoredObjects cache, List<String> found) {
        for (var resource : List.of(NodeResources.PODS, NodeResources.CONFIG_MAPS)) {
            for (KubeObject held : cache.list(resource)) {
                boolean isSame = truth.find(resource, held.objectName())
                        .filter(one -> one.uid().equals(held.uid())
                                && one.at("spec").equals(held.at("spec"))
                                && one.at("data").equals(held.at("data")))
                        .isPresent();
                if (!isSame) {
                    found.add("holds an old " + held);
                }
            }
        }
        Set<String> held =
                cache.list(NodeResources.PODS).stream().map(KubeObject::uid).collect(Collectors.toSet());
        truth.all(Resources.PODS).stream()
                .filter(pod -> PodState.nodeName(pod).equals(node.name()) && !held.contains(pod.uid()))
                .forEach(pod -> found.add("does not know " + pod.objectName()));
    }

    private void addMachine(Set<String> wanted, List<String> found) {
        var machine = node.machine();
        var here = new HashSet<String>();
        machine.runtime().sandboxes().stream().map(SandboxSpec::id).forEach(here::add);
        machine.runtime().containers().forEach(one -> here.add(one.spec().sandbox()));
        here.addAll(machine.network().attached());
        here.removeAll(wanted);
        here.forEach(uid -> found.add("something is left of pod " + uid));
    }

    private void addPod(KubeObject pod, List<String> found) {
        if (pod.isBeingDeleted()) {
            found.add("pod " + pod.objectName() + " is still being deleted");
            return;
        }
        Map<String, String> told = new TreeMap<>();
        for (Json status : pod.at("status", "containerStatuses").elements()) {
            boolean isUp = !status.at("state", "running").isNull()
                    && status.at("ready").booleanOr(false);
            told.put(
                    status.at("name").text(),
                    isUp ? status.at("containerID").text().replace("skerry://", "") : "not up");
        }
        Map<String, String> there = new TreeMap<>();
        for (Container one : node.machine().runtime().running()) {
            if (one.spec().sandbox().equals(pod.uid())) {
                there.put(one.spec().name(), one.spec().id());
            }
        }
        if (!told.equals(there) || there.isEmpty() || !PodState.isReady(pod)) {
            found.add("pod " + pod.objectName() + " is said to run " + told + " and runs " + there + ": "
                    + pod.at("status"));
        }
    }
}
