// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.foundation.json.Json;

/// What a pod asks of a node.
///
/// Containers run side by side, so their requests add up. Init containers run before them, one after
/// another, so only the largest counts; except those that keep running (sidecars), which add to all that
/// comes after them.
final class PodRequests {
    private PodRequests() {}

    static Amounts of(Json spec) {
        Amounts containers = Amounts.NONE;
        for (Json container : spec.at("containers").elements()) {
            containers = containers.plus(requests(container));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Json container : spec.at("initContainers").elements()) {
            if (container.at("restartPolicy").text().equals("Always")) {
                sidecars = sidecars.plus(requests(container));
                starting = starting.most(sidecars);
            } else {
                starting = starting.most(sidecars.plus(requests(container)));
            }
        }
        Amounts summed = containers.plus(sidecars).most(starting);
        // A request for the pod as a whole takes the place of the sum, resource by resource.
        return Amounts.read(spec.at("resources", "requests")).orElse(summed).plus(Amounts.read(spec.at("overhead")));
    }

    private static Amounts requests(Json container) {
        return Amounts.read(container.at("resources", "requests"))
                .orElse(Amounts.read(container.at("resources", "limits")));
    }
}
