// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// The cluster as far as edge nodes are concerned, and which node needs what.
///
/// A node needs its own Node, the pods bound to it, and what those pods refer to. Two indexes are kept as
/// changes come in: pod → node and references, and referenced key → how many pods of each node refer to it.
/// So a change costs as much as the nodes that it concerns, not as many as there are.
///
/// Memory only; every method returns at once. Answers about one key are exact as of the last change that was
/// applied.
public final class ClusterView {
    /// Where a pod is and what it needs.
    private record Placement(String node, Set<String> references) {}

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, KnownObject> objects = new HashMap<>();

    @GuardedBy("lock")
    private final Map<String, Placement> placements = new HashMap<>();

    @GuardedBy("lock")
    private final Map<String, Set<String>> podsOf = new HashMap<>();

    @GuardedBy("lock")
    private final Map<String, Map<String, Integer>> referrers = new HashMap<>();

    @GuardedBy("lock")
    private final Map<GroupVersionResource, Long> revisions = new HashMap<>();

    /// Which keys may stand differently for which node.
    public record Touched(Map<String, Set<String>> keysByNode) {
        static Touched nothing() {
            return new Touched(new HashMap<>());
        }

        private void add(String node, String key) {
            keysByNode.computeIfAbsent(node, _ -> new TreeSet<>()).add(key);
        }
    }

    /// Whether every resource has been listed once. Before that nothing may be concluded from what is
    /// missing.
    public boolean isComplete() {
        lock.lock();
        try {
            return revisions.keySet().containsAll(NodeResources.IN_ORDER);
        } finally {
            lock.unlock();
        }
    }

    /// An object is new or has changed.
    public Touched put(GroupVersionResource resource, KubeObject object) {
        if (!concernsANode(resource, object)) {
            return remove(resource, object);
        }
        var known = KnownObject.of(resource, object);
        lock.lock();
        try {
            var touched = Touched.nothing();
            put(resource, object, known, touched);
            advance(resource, known.state().version());
            return touched;
        } finally {
            lock.unlock();
        }
    }

    /// An object is gone.
    public Touched remove(GroupVersionResource resource, KubeObject object) {
        String key = new ObjectKey(resource, object.objectName()).toString();
        lock.lock();
        try {
            var touched = Touched.nothing();
            remove(resource, key, touched);
            advance(resource, KnownObject.version(object));
            return touched;
        } finally {
            lock.unlock();
        }
    }

    /// Everything of a resource, as of one resourceVersion: what is not among it is gone.
    public Touched replace(GroupVersionResource resource, Collection<KubeObject> all, String resourceVersion) {
        var known = new HashMap<String, KnownObject>();
        all.stream().filter(object -> concernsANode(resource, object)).forEach(object -> {
            var one = KnownObject.of(resource, object);
            known.put(one.state().key(), one);
        });
        lock.lock();
        try {
            var touched = Touched.nothing();
            String prefix = ObjectKey.prefix(resource);
            var gone = objects.keySet().stream()
                    .filter(key -> key.startsWith(prefix) && !known.containsKey(key))
                    .toList();
            gone.forEach(key -> remove(resource, key, touched));
            for (KubeObject object : all) {
                var one = known.get(new ObjectKey(resource, object.objectName()).toString());
                if (one != null) {
                    put(resource, object, one, touched);
                }
            }
            advance(resource, KnownObject.number(resourceVersion));
            return touched;
        } finally {
            lock.unlock();
        }
    }

    /// The view of a resource is at least this new.
    public void advanceTo(GroupVersionResource resource, String resourceVersion) {
        lock.lock();
        try {
            advance(resource, KnownObject.number(resourceVersion));
        } finally {
            lock.unlock();
        }
    }

    /// The object as the node must know it; empty if it is gone or none of the node's business.
    public Optional<KnownObject> find(String node, String key) {
        lock.lock();
        try {
            return isWanted(node, key) ? Optional.ofNullable(objects.get(key)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Everything the node must know.
    public List<KnownObject> all(String node) {
        lock.lock();
        try {
            var keys = new HashSet<String>();
            keys.add(nodeKey(node));
            for (String pod : podsOf.getOrDefault(node, Set.of())) {
                keys.add(pod);
                Placement placement = placements.get(pod);
                if (placement != null) {
                    keys.addAll(placement.references());
                }
            }
            var all = new ArrayList<KnownObject>();
            for (String key : keys) {
                KnownObject known = objects.get(key);
                if (known != null) {
                    all.add(known);
                }
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    /// How new the view of a resource is: every change up to this revision is in it.
    public long revision(GroupVersionResource resource) {
        lock.lock();
        try {
            return revisions.getOrDefault(resource, 0L);
        } finally {
            lock.unlock();
        }
    }

    /// A pod that is bound to no node concerns none, and there may be thousands that wait.
    private static boolean concernsANode(GroupVersionResource resource, KubeObject object) {
        return !resource.equals(NodeResources.PODS) || !node(object).isEmpty();
    }

    private static String node(KubeObject pod) {
        return pod.at("spec", "nodeName").text();
    }

    @GuardedBy("lock")
    private void put(GroupVersionResource resource, KubeObject object, KnownObject known, Touched touched) {
        String key = known.state().key();
        KnownObject before = objects.put(key, known);
        if (resource.equals(NodeResources.PODS)) {
            place(key, Optional.of(new Placement(node(object), PodReferences.of(object))), touched);
        }
        boolean isNews = before == null
                || before.state().content() != known.state().content()
                || !before.state().uid().equals(known.state().uid());
        if (isNews) {
            touch(key, touched);
        }
    }

    @GuardedBy("lock")
    private void remove(GroupVersionResource resource, String key, Touched touched) {
        touch(key, touched);
        objects.remove(key);
        if (resource.equals(NodeResources.PODS)) {
            place(key, Optional.empty(), touched);
        }
    }

    /// Moves a pod to its new place and tells both nodes of everything that this may bring or take.
    @GuardedBy("lock")
    private void place(String pod, Optional<Placement> next, Touched touched) {
        Placement before = placements.get(pod);
        if (next.isPresent() && next.get().equals(before)) {
            return;
        }
        if (before != null) {
            placements.remove(pod);
            podsOf.computeIfPresent(before.node(), (_, pods) -> {
                pods.remove(pod);
                return pods.isEmpty() ? null : pods;
            });
            touched.add(before.node(), pod);
            before.references().forEach(key -> refer(key, before.node(), -1, touched));
        }
        if (next.isPresent()) {
            Placement placement = next.get();
            placements.put(pod, placement);
            podsOf.computeIfAbsent(placement.node(), _ -> new HashSet<>()).add(pod);
            touched.add(placement.node(), pod);
            placement.references().forEach(key -> refer(key, placement.node(), 1, touched));
        }
    }

    @GuardedBy("lock")
    private void refer(String key, String node, int change, Touched touched) {
        var nodes = referrers.computeIfAbsent(key, _ -> new HashMap<>());
        nodes.merge(node, change, (old, more) -> old + more == 0 ? null : old + more);
        if (nodes.isEmpty()) {
            referrers.remove(key);
        }
        touched.add(node, key);
    }

    @GuardedBy("lock")
    private void touch(String key, Touched touched) {
        referrers.getOrDefault(key, Map.of()).keySet().forEach(node -> touched.add(node, key));
        Placement placement = placements.get(key);
        if (placement != null) {
            touched.add(placement.node(), key);
        }
        if (key.startsWith(ObjectKey.prefix(NodeResources.NODES))) {
            touched.add(ObjectKey.parse(key).name().name(), key);
        }
    }

    @GuardedBy("lock")
    private boolean isWanted(String node, String key) {
        Placement placement = placements.get(key);
        return (placement != null && placement.node().equals(node))
                || referrers.getOrDefault(key, Map.of()).containsKey(node)
                || key.equals(nodeKey(node));
    }

    @GuardedBy("lock")
    private void advance(GroupVersionResource resource, long revision) {
        revisions.merge(resource, revision, Math::max);
    }

    private static String nodeKey(String node) {
        return new ObjectKey(NodeResources.NODES, ObjectName.cluster(node)).toString();
    }
}
