// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.state;

import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a pod asks of a node.
///
/// Containers run side by side, so their requests add up. Init containers run before them, one after
/// another, so only the largest counts; except those that keep running (sidecars), which add to all that
/// comes after them.
///
/// While a pod is being resized its node may still have given it what it had, or have given it already what it asked
/// for
/// meanwhile: the larger counts, so that nothing is promised twice. Of what the node will never have, nothing counts.
final class PodRequests {
    private PodRequests() {}

    static Amounts of(Json spec, Json status) {
        var given = new Given(status);
        Amounts containers = Amounts.NONE;
        for (Json container : spec.at("containers").elements()) {
            containers = containers.plus(given.requests(container));
        }
        Amounts sidecars = Amounts.NONE;
        Amounts starting = Amounts.NONE;
        for (Json container : spec.at("initContainers").elements()) {
            if (container.at("restartPolicy").text().equals("Always")) {
                sidecars = sidecars.plus(given.requests(container));
                starting = starting.most(sidecars);
            } else {
                starting = starting.most(sidecars.plus(given.requests(container)));
            }
        }
        Amounts summed = containers.plus(sidecars).most(starting);
        // A request for the pod as a whole takes the place of the sum, resource by resource.
        return Amounts.read(spec.at("resources", "requests")).orElse(summed).plus(Amounts.read(spec.at("overhead")));
    }

    private static Amounts asked(Json container) {
        return Amounts.read(container.at("resources", "requests"))
                .orElse(Amounts.read(container.at("resources", "limits")));
    }

    /// What the pod's node has given its containers.
    private record Given(Map<String, Amounts> byContainer, boolean isResizeInfeasible) {
        Given(Json status) {
            this(read(status), isInfeasible(status));
        }

        Amounts requests(Json container) {
            Amounts given = byContainer.getOrDefault(container.at("name").text(), Amounts.NONE);
            return isResizeInfeasible
                    ? given.orElse(asked(container))
                    : asked(container).most(given);
        }

        private static Map<String, Amounts> read(Json status) {
            var given = new HashMap<String, Amounts>();
            for (String list : List.of("containerStatuses", "initContainerStatuses")) {
                for (Json container : status.at(list).elements()) {
                    Json allocated = container.at("allocatedResources");
                    if (!allocated.isNull()) {
                        given.put(container.at("name").text(), Amounts.read(allocated));
                    }
                }
            }
            return given;
        }

        private static boolean isInfeasible(Json status) {
            return status.at("conditions").elements().stream()
                    .anyMatch(condition -> condition.at("type").text().equals("PodResizePending")
                            && condition.at("reason").text().equals("Infeasible"));
        }
    }
}
