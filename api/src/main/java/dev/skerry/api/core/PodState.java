// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.core;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// When a pod counts as what.
public final class PodState {
    private PodState() {}

    /// Its containers have ended and will not start again.
    public static boolean isTerminated(KubeObject pod) {
        String phase = pod.at("status", "phase").text();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /// It runs or will run: neither ended nor being deleted.
    public static boolean isActive(KubeObject pod) {
        return !isTerminated(pod) && !pod.isBeingDeleted();
    }

    public static boolean isReady(KubeObject pod) {
        return Conditions.isTrue(pod, "Ready");
    }

    /// The node it is bound to; empty before it is scheduled.
    public static String nodeName(KubeObject pod) {
        return pod.at("spec", "nodeName").text();
    }

    /// When it will have been ready for so long; empty while it is not ready.
    public static Optional<Instant> availableAt(KubeObject pod, Duration minReady) {
        return Conditions.find(pod, "Ready")
                .filter(condition -> condition.at("status").text().equals("True"))
                .map(condition -> transition(condition).plus(minReady));
    }

    private static Instant transition(JsonObject condition) {
        try {
            return Instant.parse(condition.at("lastTransitionTime").text());
        } catch (DateTimeParseException _) {
            // Ready without a time: since always.
            return Instant.EPOCH;
        }
    }
}
