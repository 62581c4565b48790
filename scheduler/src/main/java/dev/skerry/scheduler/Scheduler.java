// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler;

import dev.skerry.scheduler.filter.Filters;
import dev.skerry.scheduler.score.Scores;
import dev.skerry.scheduler.state.NodeState;
import dev.skerry.scheduler.state.PodView;
import dev.skerry.scheduler.state.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Decides where a pod goes: the best of the nodes that nothing speaks against. Pure but for the draw
/// among equals.
public final class Scheduler {
    private final RandomGenerator random;

    public Scheduler(RandomGenerator random) {
        this.random = random;
    }

    public Placement place(PodView pod, Snapshot snapshot) {
        var filters = new Filters(pod, snapshot);
        var possible = new ArrayList<NodeState>();
        Map<String, Integer> reasons = new HashMap<>();
        for (NodeState node : snapshot.nodes()) {
            List<String> against = filters.reasons(node);
            if (against.isEmpty()) {
                possible.add(node);
            }
            against.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }
        if (possible.isEmpty()) {
            return new Placement.Unschedulable(snapshot.nodes().size(), reasons);
        }
        return new Placement.Bound(best(possible, new Scores(pod, snapshot)).name());
    }

    private NodeState best(List<NodeState> possible, Scores scores) {
        if (possible.size() == 1) {
            return possible.getFirst();
        }
        double[] all = scores.of(possible);
        double most = Double.NEGATIVE_INFINITY;
        var best = new ArrayList<NodeState>();
        for (int i = 0; i < all.length; i++) {
            if (all[i] > most) {
                most = all[i];
                best.clear();
            }
            if (all[i] == most) {
                best.add(possible.get(i));
            }
        }
        return best.get(random.nextInt(best.size()));
    }
}
