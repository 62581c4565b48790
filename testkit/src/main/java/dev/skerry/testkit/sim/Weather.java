// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import java.util.random.RandomGenerator;

/// Whether things go wrong, each with a chance of its own; once it is fair nothing does any more.
final class Weather {
    private final RandomGenerator random;
    private boolean isFair;

    Weather(RandomGenerator random) {
        this.random = random;
    }

    /// Whether something that has this chance goes wrong now.
    boolean strikes(int perMille) {
        return !isFair && random.nextInt(1000) < perMille;
    }

    boolean isFair() {
        return isFair;
    }

    void clear() {
        isFair = true;
    }
}
