// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.cache.ObjectCache;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.tunnel.frame.Held;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The pods of this node as the cache holds them. A pod is read from the database and taken apart only when its
/// state is another one than at the last look: a node with a hundred pods reads one when one has changed.
/// Confined to the turns of one job.
final class PodObjects {
    private static final String PREFIX = ObjectKey.prefix(WantedPod.RESOURCE);

    private final ObjectCache cache;
    private final String node;
    private Map<String, Known> known = Map.of();

    /// @param pod empty for an object of another kind, or a pod of another node
    private record Known(Held state, Optional<WantedPod> pod) {}

    /// What is wanted, and what is new in it.
    ///
    /// @param pods all pods of this node, by uid
    /// @param changed uids of those that are new or other than before
    /// @param areOthersChanged whether anything else is: a ConfigMap, a Secret, the Node
    record Look(Map<String, WantedPod> pods, Set<String> changed, boolean areOthersChanged) {}

    PodObjects(ObjectCache cache, String node) {
        this.cache = cache;
        this.node = node;
    }

    Look look() {
        var next = new HashMap<String, Known>();
        var pods = new HashMap<String, WantedPod>();
        var changed = new HashSet<String>();
        int othersBefore = known.size() - podCount(known);
        boolean areOthersChanged = false;
        for (Held state : cache.held()) {
            boolean isPod = state.key().startsWith(PREFIX);
            Optional<Known> same = Optional.ofNullable(known.get(state.key()))
                    .filter(before -> before.state().equals(state));
            boolean isNews = same.isEmpty();
            Known now = same.orElseGet(() -> new Known(state, isPod ? read(state) : Optional.empty()));
            next.put(state.key(), now);
            now.pod().ifPresent(pod -> {
                pods.put(pod.uid(), pod);
                if (isNews) {
                    changed.add(pod.uid());
                }
            });
            areOthersChanged |= isNews && !isPod;
        }
        areOthersChanged |= next.size() - podCount(next) != othersBefore;
        known = next;
        return new Look(pods, changed, areOthersChanged);
    }

    private Optional<WantedPod> read(Held state) {
        return cache.find(WantedPod.RESOURCE, ObjectKey.parse(state.key()).name())
                .filter(pod -> pod.at("spec", "nodeName").text().equals(node))
                .map(WantedPod::of);
    }

    private static int podCount(Map<String, Known> objects) {
        return (int)
                objects.keySet().stream().filter(key -> key.startsWith(PREFIX)).count();
    }
}
