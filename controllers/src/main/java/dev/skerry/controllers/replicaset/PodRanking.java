// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Which pods go first when there are too many: those that would be missed least.
final class PodRanking {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private PodRanking() {}

    /// The pods in the order in which to delete them.
    static List<KubeObject> ranked(ReplicaSetState state) {
        Map<String, Long> byNode = state.podsByNode();
        return state.active().stream()
                .sorted(Comparator.comparing(
                                (KubeObject pod) -> !PodState.nodeName(pod).isEmpty())
                        .thenComparing(PodRanking::phaseRank)
                        .thenComparing(PodState::isReady)
                        .thenComparing(PodRanking::deletionCost)
                        .thenComparing(pod -> -byNode.getOrDefault(PodState.nodeName(pod), 0L))
                        .thenComparing(PodRanking::readySince, Comparator.reverseOrder())
                        .thenComparing(PodRanking::restarts, Comparator.reverseOrder())
                        .thenComparing(PodRanking::created, Comparator.reverseOrder())
                        .thenComparing(KubeObject::name))
                .toList();
    }

    private static int phaseRank(KubeObject pod) {
        return switch (pod.at("status", "phase").text()) {
            case "Running" -> 2;
            case "Unknown" -> 1;
            default -> 0;
        };
    }

    private static int deletionCost(KubeObject pod) {
        try {
            return Integer.parseInt(pod.annotations().getOrDefault(DELETION_COST, "0"));
        } catch (NumberFormatException _) {
            // A wish that cannot be read is none.
            return 0;
        }
    }

    private static Instant readySince(KubeObject pod) {
        return PodState.availableAt(pod, Duration.ZERO).orElse(Instant.EPOCH);
    }

    private static long restarts(KubeObject pod) {
        return pod.at("status", "containerStatuses").elements().stream()
                .mapToLong((Json status) -> status.at("restartCount").longOr(0))
                .max()
                .orElse(0);
    }

    private static Instant created(KubeObject pod) {
        return pod.creationTimestamp().orElse(Instant.EPOCH);
    }
}
