// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Instant;
import java.util.Comparator;

/// One ReplicaSet of a Deployment, that is one version of its template, in numbers.
///
/// @param wanted pods it shall have
/// @param present pods it has
record Version(KubeObject replicaSet, int wanted, int present, int ready, int available) {
    static final Comparator<Version> OLDEST_FIRST = Comparator.comparing((Version version) ->
                    version.replicaSet().creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(version -> version.replicaSet().name());

    static Version of(KubeObject replicaSet) {
        Json status = replicaSet.at("status");
        return new Version(
                replicaSet,
                replicaSet.at("spec", "replicas").intOr(1),
                status.at("replicas").intOr(0),
                status.at("readyReplicas").intOr(0),
                status.at("availableReplicas").intOr(0));
    }

    Version withWanted(int count) {
        return new Version(replicaSet, count, present, ready, available);
    }

    /// Pods that are available and will stay. Its controller may be behind: of more than are wanted, the others are
    /// on their way out and must not be counted on.
    int serving() {
        return Math.min(wanted, available);
    }

    String name() {
        return replicaSet.name();
    }

    /// The number in one of the annotations that the Deployment leaves on its ReplicaSets, or the fallback.
    int annotated(String annotation, int fallback) {
        try {
            return Integer.parseInt(replicaSet.annotations().getOrDefault(annotation, ""));
        } catch (NumberFormatException _) {
            // Absent, or somebody else's text.
            return fallback;
        }
    }
}
