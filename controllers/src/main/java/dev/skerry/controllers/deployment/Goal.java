// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.object.KubeObject;
import dev.skerry.controllers.wiring.Share;
import dev.skerry.foundation.json.Json;
import java.math.RoundingMode;

/// How many pods a Deployment wants and how far a rollout may go beyond or below that.
///
/// @param surge pods that may exist beyond the wanted ones
/// @param unavailable wanted pods that may be unavailable meanwhile
record Goal(int replicas, int surge, int unavailable) {
    private static final Json QUARTER = Json.of("25%");

    static Goal of(KubeObject deployment) {
        int replicas = deployment.at("spec", "replicas").intOr(1);
        if (isRecreate(deployment)) {
            return new Goal(replicas, 0, 0);
        }
        Json rolling = deployment.at("spec", "strategy", "rollingUpdate");
        int surge = resolved(rolling.at("maxSurge"), replicas, RoundingMode.CEILING);
        int unavailable = resolved(rolling.at("maxUnavailable"), replicas, RoundingMode.FLOOR);
        // With neither, nothing could ever move; the API forbids two zeros, but 20% of 2 rounds to one.
        return new Goal(replicas, surge, surge == 0 && unavailable == 0 ? 1 : Math.min(unavailable, replicas));
    }

    static boolean isRecreate(KubeObject deployment) {
        return deployment.at("spec", "strategy", "type").text().equals("Recreate");
    }

    /// Pods that may exist at once.
    int most() {
        return replicas + surge;
    }

    /// Pods that must be available at any time.
    int leastAvailable() {
        return Math.max(0, replicas - unavailable);
    }

    /// A number, or a share of the wanted pods; a quarter if the field is not set.
    private static int resolved(Json value, int replicas, RoundingMode rounding) {
        return Share.of(value.isNull() ? QUARTER : value, replicas, rounding);
    }
}
