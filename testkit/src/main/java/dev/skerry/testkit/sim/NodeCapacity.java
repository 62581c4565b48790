// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;

/// The scheduler gives no node more pods than its processors have room for.
final class NodeCapacity implements Truth.Rule {
    private final Truth truth;

    NodeCapacity(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void check(Truth.Written write) {
        boolean isBinding = write.is(Resources.PODS)
                && write.actor().equals("scheduler")
                && write.now().isPresent()
                && write.was().map(PodState::nodeName).orElse("").isEmpty()
                && !PodState.nodeName(write.newest()).isEmpty();
        if (!isBinding) {
            return;
        }
        String node = PodState.nodeName(write.newest());
        long asked = truth.all(Resources.PODS).stream()
                .filter(pod -> PodState.nodeName(pod).equals(node) && !PodState.isTerminated(pod))
                .mapToLong(NodeCapacity::asked)
                .sum();
        long room = truth.find(Resources.NODES, ObjectName.cluster(node))
                .map(one -> millis(one.at("status", "allocatable", "cpu")))
                .orElse(0L);
        if (asked > room) {
            throw new InvariantViolation("the scheduler puts " + write.name() + " on " + node + ": " + asked + " of "
                    + room + " thousandths of a processor");
        }
    }

    private static long asked(KubeObject pod) {
        return pod.at("spec", "containers").elements().stream()
                .mapToLong(container -> millis(container.at("resources", "requests", "cpu")))
                .sum();
    }

    /// `2` or `300m`; nothing else is used in the simulation.
    private static long millis(Json amount) {
        String text = amount.textOr("0");
        return text.endsWith("m") ? Long.parseLong(text.substring(0, text.length() - 1)) : Long.parseLong(text) * 1000;
    }
}
