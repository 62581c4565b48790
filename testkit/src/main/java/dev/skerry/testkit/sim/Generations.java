// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// The specs that objects have had. A controller that is a moment behind acts on one of those that came since the
/// generation it has reported to have seen; on which one nobody can know from outside.
final class Generations {
    private final Map<String, NavigableMap<Long, Json>> specs = new HashMap<>();

    void note(KubeObject object) {
        specs.computeIfAbsent(object.uid(), _ -> new TreeMap<>()).put(object.generation(), object.at("spec"));
    }

    /// A number of the spec, over all that its controller may be acting on.
    IntSummaryStatistics since(KubeObject object, ToIntFunction<Json> number) {
        long seen = object.at("status", "observedGeneration").longOr(0);
        return specs.getOrDefault(object.uid(), new TreeMap<>()).tailMap(seen, true).values().stream()
                .mapToInt(number)
                .summaryStatistics();
    }
}
