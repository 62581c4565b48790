// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.api.core.Taint;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.List;

/// Everything that can keep a pod off a node. Of several kinds of reasons the first counts, so that the
/// message is the one that people know.
public final class Filters {
    private static final String UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";

    private final PodView pod;
    private final List<Filter> filters;

    public Filters(PodView pod, Snapshot snapshot) {
        this.pod = pod;
        this.filters = List.of(
                this::unschedulable,
                this::name,
                this::taints,
                this::affinity,
                this::ports,
                new ResourceFilter(pod),
                new SpreadFilter(pod, snapshot),
                new PodAffinityFilter(pod, snapshot));
    }

    /// Why the pod cannot go there; empty if it can.
    public List<String> reasons(NodeState node) {
        for (Filter filter : filters) {
            List<String> reasons = filter.reasons(node);
            if (!reasons.isEmpty()) {
                return reasons;
            }
        }
        return List.of();
    }

    private List<String> unschedulable(NodeState node) {
        boolean isCordoned = node.isUnschedulable() && !pod.tolerates(new Taint(UNSCHEDULABLE_TAINT, "", "NoSchedule"));
        return isCordoned ? List.of("node(s) were unschedulable") : List.of();
    }

    private List<String> name(NodeState node) {
        boolean isOther = !pod.nodeName().isEmpty() && !pod.nodeName().equals(node.name());
        return isOther ? List.of("node(s) didn't match the requested node name") : List.of();
    }

    private List<String> taints(NodeState node) {
        return node.taints().stream()
                .filter(taint -> taint.isForbidding() && !pod.tolerates(taint))
                .findFirst()
                .map(taint -> List.of("node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}"))
                .orElse(List.of());
    }

    private List<String> affinity(NodeState node) {
        return NodeAffinity.isRequiredMet(pod, node)
                ? List.of()
                : List.of("node(s) didn't match Pod's node affinity/selector");
    }

    private List<String> ports(NodeState node) {
        boolean isTaken = pod.hostPorts().stream()
                .anyMatch(port -> node.pods().values().stream()
                        .flatMap(other -> other.hostPorts().stream())
                        .anyMatch(port::collides));
        return isTaken ? List.of("node(s) didn't have free ports for the requested pod ports") : List.of();
    }
}
