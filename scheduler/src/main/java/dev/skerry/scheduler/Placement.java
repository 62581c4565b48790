// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler;

import java.util.Map;
import java.util.stream.Collectors;

/// Where a pod goes, or why it goes nowhere.
public sealed interface Placement {
    record Bound(String node) implements Placement {}

    /// @param nodes how many nodes there are
    /// @param reasons how many nodes each reason excludes
    record Unschedulable(int nodes, Map<String, Integer> reasons) implements Placement {
        public Unschedulable {
            reasons = Map.copyOf(reasons);
        }

        /// `0/3 nodes are available: 1 Insufficient memory, 2 node(s) were unschedulable.`
        public String message() {
            if (nodes == 0) {
                return "no nodes available to schedule pods";
            }
            return "0/" + nodes + " nodes are available: "
                    + reasons.entrySet().stream()
                            .map(reason -> reason.getValue() + " " + reason.getKey())
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".";
        }
    }
}
