// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Constraints;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Lays an applied configuration over a live object. Nothing is taken away here except by an explicit
/// `null`; what the configuration no longer names is taken away by ownership, see [Apply].
final class AppliedMerge {
    private AppliedMerge() {}

    static JsonObject merge(Schema schema, JsonObject live, JsonObject configuration) {
        return merged(schema, live, configuration).object();
    }

    private static Json merged(Schema schema, Json live, Json applied) {
        return switch (MergeShape.of(schema, live, applied)) {
            case MergeShape.Whole _ -> applied;
            case MergeShape.Entries _ -> entries(schema, live.object(), applied);
            case MergeShape.Elements lists -> new JsonArray(elements(lists));
        };
    }

    private static Json entries(Schema schema, JsonObject live, Json applied) {
        var result = live.toBuilder();
        applied.object().forEach((name, value) -> {
            Schema part = MergeShape.part(schema, new PathElement.Name(name));
            if (value.isNull() && !part.constraints().is(Constraints.Trait.NULLABLE)) {
                result.remove(name);
            } else {
                result.put(name, live.has(name) ? merged(part, live.valueOf(name), value) : withoutNulls(part, value));
            }
        });
        return result.build();
    }

    /// A value that is new: laid over nothing, so that the nulls in it vanish as they would elsewhere.
    private static Json withoutNulls(Schema schema, Json value) {
        return value instanceof JsonObject ? merged(schema, JsonObject.EMPTY, value) : value;
    }

    /// Applied elements keep their order, and so do live ones; a live element that is not applied stays
    /// before the applied one that it stood before. Where the two orders contradict each other the
    /// applied one holds.
    private static List<Json> elements(MergeShape.Elements lists) {
        KeyedElements live = lists.left();
        KeyedElements applied = lists.right();
        List<PathElement> shared =
                applied.order().stream().filter(live::has).distinct().toList();
        var result = new ArrayList<Json>();
        Set<PathElement> placed = new HashSet<>();
        int nextApplied = 0;
        int nextShared = 0;
        for (PathElement key : live.order()) {
            if (!applied.has(key)) {
                addAll(result, live, key, placed);
                continue;
            }
            // An element of both lists: it is placed with all applied ones before it, once its turn in the
            // applied order has come. One that comes too early waits for those that go before it.
            while (nextShared < shared.size() && placed.contains(shared.get(nextShared))) {
                nextShared++;
            }
            if (nextShared < shared.size() && shared.get(nextShared).equals(key)) {
                nextApplied = placeUpTo(key, nextApplied, lists, result, placed);
            }
        }
        for (; nextApplied < applied.order().size(); nextApplied++) {
            place(applied.order().get(nextApplied), lists, result, placed);
        }
        return result;
    }

    private static int placeUpTo(
            PathElement key, int from, MergeShape.Elements lists, List<Json> result, Set<PathElement> placed) {
        int next = from;
        List<PathElement> order = lists.right().order();
        while (!placed.contains(key)) {
            place(order.get(next++), lists, result, placed);
        }
        return next;
    }

    private static void place(PathElement key, MergeShape.Elements lists, List<Json> result, Set<PathElement> placed) {
        if (!placed.add(key)) {
            return;
        }
        Json live = lists.left().first(key);
        Json applied = lists.right().first(key);
        Schema element = lists.schema().element();
        if (applied != null) {
            result.add(live == null ? withoutNulls(element, applied) : merged(element, live, applied));
        }
    }

    private static void addAll(List<Json> result, KeyedElements elements, PathElement key, Set<PathElement> placed) {
        if (placed.add(key)) {
            result.addAll(elements.byKey().getOrDefault(key, List.of()));
        }
    }
}
