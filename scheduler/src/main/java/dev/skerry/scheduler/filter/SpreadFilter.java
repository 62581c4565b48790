// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds the topology spread constraints that must be met (`whenUnsatisfiable: DoNotSchedule`): with the
/// pod, no domain may have more than `maxSkew` matching pods above the emptiest domain. Domains count
/// only where the pod could go by its own node affinity.
final class SpreadFilter implements Filter {
    private static final String FAILED = "node(s) didn't match pod topology spread constraints";

    private record Constraint(String key, int maxSkew, int self, int least, Map<String, Integer> counts) {}

    private final List<Constraint> constraints;

    SpreadFilter(PodView pod, Snapshot snapshot) {
        this.constraints = pod.spreads().stream()
                .filter(spread ->
                        spread.at("whenUnsatisfiable").textOr("DoNotSchedule").equals("DoNotSchedule"))
                .map(spread -> constraint(pod, spread, snapshot))
                .toList();
    }

    @Override
    public List<String> reasons(NodeState node) {
        for (Constraint constraint : constraints) {
            String domain = node.label(constraint.key());
            if (domain.isEmpty()) {
                return List.of(FAILED + " (missing required label)");
            }
            int there = constraint.counts().getOrDefault(domain, 0) + constraint.self();
            if (there - constraint.least() > constraint.maxSkew()) {
                return List.of(FAILED);
            }
        }
        return List.of();
    }

    private static Constraint constraint(PodView pod, JsonObject spread, Snapshot snapshot) {
        String key = spread.at("topologyKey").text();
        LabelSelector selector = selector(pod, spread);
        var counts = new HashMap<String, Integer>();
        for (NodeState node : snapshot.nodes()) {
            String domain = node.label(key);
            if (!domain.isEmpty() && NodeAffinity.isRequiredMet(pod, node)) {
                counts.merge(domain, matching(pod, selector, node), Integer::sum);
            }
        }
        int domainsLeast = spread.at("minDomains").intOr(1);
        int least = counts.size() < domainsLeast
                ? 0
                : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        int self = selector.matches(pod.labels()) ? 1 : 0;
        return new Constraint(key, spread.at("maxSkew").intOr(1), self, least, counts);
    }

    /// The selector, narrowed to pods with the same values of `matchLabelKeys` as this pod.
    private static LabelSelector selector(PodView pod, JsonObject spread) {
        JsonObject selector = spread.at("labelSelector").object();
        for (Json key : spread.at("matchLabelKeys").elements()) {
            String value = pod.labels().get(key.text());
            if (value != null) {
                selector = selector.withAt(Json.of(value), "matchLabels", key.text());
            }
        }
        return spread.at("labelSelector").isNull() ? LabelSelector.NOTHING : LabelSelector.read(selector);
    }

    private static int matching(PodView pod, LabelSelector selector, NodeState node) {
        return (int) node.pods().values().stream()
                .filter(other -> other.name().namespace().equals(pod.name().namespace()))
                .filter(other -> selector.matches(other.labels()))
                .count();
    }
}
