// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.filter;

import dev.skerry.scheduler.state.Amounts;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whether what is left of a node is enough. What a pod does not request is not looked at: such a pod
/// fits on a node that is full on paper.
final class ResourceFilter implements Filter {
    private final Map<String, Long> requests;

    ResourceFilter(PodView pod) {
        this.requests = new TreeMap<>(pod.requests().byName());
    }

    @Override
    public List<String> reasons(NodeState node) {
        var reasons = new ArrayList<String>();
        long podsMost = node.allocatable().of(Amounts.PODS);
        if (node.pods().size() + 1 > podsMost) {
            reasons.add("Too many pods");
        }
        requests.forEach((name, amount) -> {
            long free = node.allocatable().of(name) - node.used().of(name);
            if (amount > 0 && amount > free) {
                reasons.add("Insufficient " + name);
            }
        });
        return reasons;
    }
}
