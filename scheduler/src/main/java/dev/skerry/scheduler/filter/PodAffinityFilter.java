// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.foundation.json.Json;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Holds what pods require about the neighbourhood of other pods: to be near some, to be away from
/// others; and what the pods that are there already require about this one.
final class PodAffinityFilter implements Filter {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    /// A label and one of its values: a rack, a site, a node.
    private record Domain(String key, String value) {}

    /// One required term and where pods are that match it.
    private record Near(String key, Set<String> values, boolean matchesItself) {}

    private final List<Near> near;
    private final Set<Domain> forbidden = new HashSet<>();
    private final Set<Domain> forbiddenByOthers = new HashSet<>();

    PodAffinityFilter(PodView pod, Snapshot snapshot) {
        this.near = terms(pod, "podAffinity").stream()
                .map(term -> near(pod, term, snapshot))
                .toList();
        terms(pod, "podAntiAffinity").forEach(term -> forbid(pod, term, snapshot));
        for (NodeState node : snapshot.nodes()) {
            for (PodView other : node.pods().values()) {
                terms(other, "podAntiAffinity").stream()
                        .filter(term -> PodTerm.matches(term, other, pod))
                        .map(term -> term.at("topologyKey").text())
                        .forEach(key -> forbiddenByOthers.add(new Domain(key, node.label(key))));
            }
        }
    }

    @Override
    public List<String> reasons(NodeState node) {
        if (!near.stream().allMatch(one -> isNear(one, node))) {
            return List.of("node(s) didn't match pod affinity rules");
        }
        if (isIn(forbidden, node)) {
            return List.of("node(s) didn't match pod anti-affinity rules");
        }
        if (isIn(forbiddenByOthers, node)) {
            return List.of("node(s) didn't satisfy existing pods anti-affinity rules");
        }
        return List.of();
    }

    /// The first of a group that wants to be near its own kind may go anywhere, or none could ever start.
    private static boolean isNear(Near near, NodeState node) {
        String value = node.label(near.key());
        return !value.isEmpty()
                && (near.values().contains(value) || near.values().isEmpty() && near.matchesItself());
    }

    private static boolean isIn(Set<Domain> domains, NodeState node) {
        return domains.stream()
                .anyMatch(domain -> !domain.value().isEmpty() && domain.value().equals(node.label(domain.key())));
    }

    private static Near near(PodView pod, Json term, Snapshot snapshot) {
        String key = term.at("topologyKey").text();
        var values = new HashSet<String>();
        for (NodeState node : snapshot.nodes()) {
            boolean hasMatch = node.pods().values().stream().anyMatch(other -> PodTerm.matches(term, pod, other));
            if (hasMatch && !node.label(key).isEmpty()) {
                values.add(node.label(key));
            }
        }
        return new Near(key, values, PodTerm.matches(term, pod, pod));
    }

    private void forbid(PodView pod, Json term, Snapshot snapshot) {
        String key = term.at("topologyKey").text();
        for (NodeState node : snapshot.nodes()) {
            if (node.pods().values().stream().anyMatch(other -> PodTerm.matches(term, pod, other))) {
                forbidden.add(new Domain(key, node.label(key)));
            }
        }
    }

    private static List<Json> terms(PodView pod, String kind) {
        return pod.affinity().isEmpty()
                ? List.of()
                : pod.affinity().at(kind, REQUIRED).elements();
    }
}
