// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/// What every part of one simulation shares.
///
/// @param folder for the few things that are real files, a pod's volumes above all
record Surroundings(VirtualClock clock, RandomGenerator random, Weather weather, PlantedBug bug, Path folder) {
    boolean has(PlantedBug one) {
        return bug == one;
    }
}
