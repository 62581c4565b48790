// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import dev.skerry.api.object.KubeObject;
import dev.skerry.controllers.wiring.Share;
import dev.skerry.foundation.json.Json;
import java.math.RoundingMode;

/// How many pods a budget expects, and how many of them it wants healthy.
record Expectation(int expected, int desiredHealthy) {
    /// Whether the pods' controllers must be asked how many pods they are to have: the pods that happen to be there
    /// are no measure for a share, nor for how many may be missing.
    static boolean needsScale(KubeObject budget) {
        return !budget.at("spec", "maxUnavailable").isNull() || Share.isPercentage(budget.at("spec", "minAvailable"));
    }

    /// @param pods how many it selects
    /// @param scale how many their controllers are to have together; not asked unless [#needsScale]
    static Expectation of(KubeObject budget, int pods, int scale) {
        Json unavailable = budget.at("spec", "maxUnavailable");
        Json available = budget.at("spec", "minAvailable");
        if (!unavailable.isNull()) {
            int healthy = scale - Share.of(unavailable, scale, RoundingMode.CEILING);
            return new Expectation(scale, Math.max(0, healthy));
        }
        if (available.isNull()) {
            return new Expectation(0, 0);
        }
        int expected = Share.isPercentage(available) ? scale : pods;
        return new Expectation(expected, Share.of(available, expected, RoundingMode.CEILING));
    }
}
