// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.api.core.Taint;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A node, the pods on it, and what they take of it.
///
/// @param pods those that run or will run here, by name
/// @param used what they request together
public record NodeState(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean isUnschedulable,
        Amounts allocatable,
        Map<ObjectName, PodView> pods,
        Amounts used) {

    /// A node as it is reported, with these pods on it.
    public static NodeState of(KubeObject node, Map<ObjectName, PodView> pods) {
        Amounts used = Amounts.NONE;
        for (PodView pod : pods.values()) {
            used = used.plus(pod.requests());
        }
        return new NodeState(
                node.name(),
                Map.copyOf(node.labels()),
                Taint.readAll(node.at("spec", "taints")),
                node.at("spec", "unschedulable").booleanOr(false),
                Amounts.read(node.at("status", "allocatable")),
                Map.copyOf(pods),
                used);
    }

    public NodeState with(PodView pod) {
        NodeState without = without(pod.name());
        var all = new HashMap<>(without.pods);
        all.put(pod.name(), pod);
        return without.withPods(all, without.used.plus(pod.requests()));
    }

    public NodeState without(ObjectName name) {
        PodView gone = pods.get(name);
        if (gone == null) {
            return this;
        }
        var rest = new HashMap<>(pods);
        rest.remove(name);
        return withPods(rest, used.minus(gone.requests()));
    }

    /// The value of a label; empty text for a node without it.
    public String label(String key) {
        return labels.getOrDefault(key, "");
    }

    private NodeState withPods(Map<ObjectName, PodView> all, Amounts sum) {
        return new NodeState(name, labels, taints, isUnschedulable, allocatable, Map.copyOf(all), sum);
    }
}
