// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// Which pods are on which nodes, kept up to date by what caches tell and by what the scheduler has just
/// decided. The states of nodes are immutable, so a [Snapshot] is a copy of references.
public final class ClusterState {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, NodeState> nodes = new TreeMap<>();

    /// Pods by node, also of nodes that are not known (yet).
    @GuardedBy("lock")
    private final Map<String, Map<ObjectName, PodView>> pods = new HashMap<>();

    @GuardedBy("lock")
    private final Map<ObjectName, String> places = new HashMap<>();

    public void putNode(KubeObject node) {
        lock.lock();
        try {
            nodes.put(node.name(), NodeState.of(node, pods.getOrDefault(node.name(), Map.of())));
        } finally {
            lock.unlock();
        }
    }

    public void removeNode(String name) {
        lock.lock();
        try {
            nodes.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /// A pod is on a node, or will be in a moment.
    public void place(PodView pod, String node) {
        lock.lock();
        try {
            String before = places.put(pod.name(), node);
            if (before != null && !before.equals(node)) {
                leave(pod.name(), before);
            }
            pods.computeIfAbsent(node, _ -> new HashMap<>()).put(pod.name(), pod);
            nodes.computeIfPresent(node, (_, state) -> state.with(pod));
        } finally {
            lock.unlock();
        }
    }

    /// A pod takes nothing of any node any more.
    public void removePod(ObjectName pod) {
        lock.lock();
        try {
            String node = places.remove(pod);
            if (node != null) {
                leave(pod, node);
            }
        } finally {
            lock.unlock();
        }
    }

    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(java.util.List.copyOf(nodes.values()));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void leave(ObjectName pod, String node) {
        var onNode = pods.get(node);
        if (onNode != null) {
            onNode.remove(pod);
            if (onNode.isEmpty()) {
                pods.remove(node);
            }
        }
        nodes.computeIfPresent(node, (_, state) -> state.without(pod));
    }
}
