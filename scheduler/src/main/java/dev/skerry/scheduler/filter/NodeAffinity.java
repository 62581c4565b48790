// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.api.selector.Operator;
import dev.skerry.api.selector.Requirement;
import dev.skerry.foundation.json.Json;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import java.util.Map;

/// Which nodes a pod asks for, by `nodeSelector` and `affinity.nodeAffinity`.
public final class NodeAffinity {
    private NodeAffinity() {}

    static boolean isRequiredMet(PodView pod, NodeState node) {
        boolean isSelected = pod.nodeSelector().entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(node.labels().get(wanted.getKey())));
        Json required = pod.affinity().at("nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        return isSelected
                && (required.isNull()
                        || required.at("nodeSelectorTerms").elements().stream().anyMatch(term -> matches(term, node)));
    }

    /// The sum of the weights of the preferences that the node meets.
    public static long preference(PodView pod, NodeState node) {
        return pod.affinity().at("nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution").elements().stream()
                .filter(preferred -> matches(preferred.at("preference"), node))
                .mapToLong(preferred -> preferred.at("weight").longOr(0))
                .sum();
    }

    /// A term without any expression matches nothing.
    private static boolean matches(Json term, NodeState node) {
        var labels = term.at("matchExpressions").elements();
        var fields = term.at("matchFields").elements();
        boolean isEmpty = labels.isEmpty() && fields.isEmpty();
        return !isEmpty
                && labels.stream().allMatch(expression -> matches(expression, node.labels()))
                && fields.stream().allMatch(expression -> matches(expression, Map.of("metadata.name", node.name())));
    }

    private static boolean matches(Json expression, Map<String, String> values) {
        return Operator.find(expression.at("operator").text())
                .map(operator -> new Requirement(
                        expression.at("key").text(),
                        operator,
                        expression.at("values").elements().stream()
                                .map(Json::text)
                                .toList()))
                .map(requirement -> requirement.matches(values))
                .orElse(false);
    }
}
