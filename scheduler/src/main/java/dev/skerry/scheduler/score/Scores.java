// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.score;

import dev.skerry.foundation.json.Json;
import dev.skerry.scheduler.filter.NodeAffinity;
import dev.skerry.scheduler.filter.PodTerm;
import dev.skerry.scheduler.state.Amounts;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Ranks the nodes that a pod can go to.
///
/// Each score goes from 0 to 100; what a pod asks for (preferences, taints it would rather avoid) weighs
/// more than what is good for the cluster (free room, balance).
public final class Scores {
    /// A pod that requests nothing still uses something; without this, such pods would all look free.
    private static final Amounts ASSUMED = new Amounts(java.util.Map.of(Amounts.CPU, 100L, Amounts.MEMORY, 200L << 20));

    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private record Weighed(double weight, ToDoubleFunction<NodeState> score) {}

    private final PodView pod;
    private final Snapshot snapshot;
    private final Amounts request;

    public Scores(PodView pod, Snapshot snapshot) {
        this.pod = pod;
        this.snapshot = snapshot;
        this.request = pod.requests().orElse(ASSUMED);
    }

    /// The score of each node, in the order of the nodes.
    public double[] of(List<NodeState> nodes) {
        var total = new double[nodes.size()];
        add(total, nodes, new Weighed(1, this::room));
        add(total, nodes, new Weighed(1, this::balance));
        addNormalized(total, nodes, new Weighed(2, node -> NodeAffinity.preference(pod, node)));
        addNormalized(total, nodes, new Weighed(3, node -> -avoided(node)));
        addNormalized(total, nodes, new Weighed(2, node -> -siblings(node)));
        if (!pod.affinity().isEmpty()) {
            addNormalized(total, nodes, new Weighed(2, this::neighbours));
        }
        return total;
    }

    private static void add(double[] total, List<NodeState> nodes, Weighed weighed) {
        for (int i = 0; i < total.length; i++) {
            total[i] += weighed.weight() * weighed.score().applyAsDouble(nodes.get(i));
        }
    }

    /// Stretches a score over the whole range, whatever its unit; if all are equal it says nothing.
    private static void addNormalized(double[] total, List<NodeState> nodes, Weighed weighed) {
        double[] raw = nodes.stream().mapToDouble(weighed.score()).toArray();
        double least = java.util.Arrays.stream(raw).min().orElse(0);
        double most = java.util.Arrays.stream(raw).max().orElse(0);
        for (int i = 0; i < total.length && most > least; i++) {
            total[i] += weighed.weight() * 100 * (raw[i] - least) / (most - least);
        }
    }

    /// Room that is left, the mean over cpu and memory.
    private double room(NodeState node) {
        return 100 * (1 - (fraction(node, Amounts.CPU) + fraction(node, Amounts.MEMORY)) / 2);
    }

    /// Whether cpu and memory would be used alike, so that neither is left over without the other.
    private double balance(NodeState node) {
        double difference = Math.abs(fraction(node, Amounts.CPU) - fraction(node, Amounts.MEMORY));
        return 100 * (1 - difference / 2);
    }

    private double fraction(NodeState node, String resource) {
        double there = node.allocatable().of(resource);
        return there <= 0 ? 1 : Math.clamp((node.used().of(resource) + request.of(resource)) / there, 0, 1);
    }

    private long avoided(NodeState node) {
        return node.taints().stream()
                .filter(taint -> taint.effect().equals("PreferNoSchedule") && !pod.tolerates(taint))
                .count();
    }

    /// Pods of the same owner: copies are there for when a node fails.
    private long siblings(NodeState node) {
        return pod.owner().isEmpty()
                ? 0
                : node.pods().values().stream()
                        .filter(other -> other.owner().equals(pod.owner()))
                        .count();
    }

    /// Preferences about other pods: those to be near, less those to be away from.
    private double neighbours(NodeState node) {
        return weights("podAffinity", node) - weights("podAntiAffinity", node);
    }

    private double weights(String kind, NodeState node) {
        double sum = 0;
        for (Json preferred : pod.affinity().at(kind, PREFERRED).elements()) {
            Json term = preferred.at("podAffinityTerm");
            String key = term.at("topologyKey").text();
            String domain = node.label(key);
            long matching = snapshot.nodes().stream()
                    .filter(other -> !domain.isEmpty() && domain.equals(other.label(key)))
                    .flatMap(other -> other.pods().values().stream())
                    .filter(other -> PodTerm.matches(term, pod, other))
                    .count();
            sum += preferred.at("weight").longOr(0) * (double) matching;
        }
        return sum;
    }
}
