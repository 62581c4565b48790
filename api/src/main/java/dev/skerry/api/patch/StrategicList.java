// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a strategic merge patch merges one list: objects by their merge key, plain values as a set.
///
/// @param mergeKey empty for a list of plain values
record StrategicList(Schema element, String mergeKey) {

    /// The way to merge a field's list; none if the list is replaced as a whole.
    static Optional<StrategicList> of(Optional<Field> field) {
        return field.filter(found -> found.patchStrategies().contains(Field.PatchStrategy.MERGE))
                .map(found -> new StrategicList(StrategicPatch.elementSchema(found.schema()), found.patchMergeKey()));
    }

    /// @param order the keys in the order wanted; empty for the order of the patch
    Json merged(List<Json> original, List<Json> patch, List<Json> order) {
        if (mergeKey.isEmpty()) {
            return ordered(union(original, patch), order.isEmpty() ? patch : order, original);
        }
        boolean isReplaced = patch.stream()
                .anyMatch(element -> element.at(StrategicPatch.DIRECTIVE).text().equals("replace"));
        List<Json> plain = patch.stream()
                .filter(element -> element.at(StrategicPatch.DIRECTIVE).isNull())
                .toList();
        if (isReplaced) {
            return StrategicPatch.withoutDirectives(new JsonArray(plain));
        }
        List<Json> merged = mergedByKey(original, patch);
        return ordered(merged, order.isEmpty() ? plain : order, original);
    }

    /// The list in another order, with what the order does not name left between its old neighbours.
    Json ordered(List<Json> list, List<Json> order) {
        return ordered(list, order, list);
    }

    private static List<Json> union(List<Json> original, List<Json> patch) {
        var all = new java.util.LinkedHashSet<>(original);
        all.addAll(patch);
        return List.copyOf(all);
    }

    private List<Json> mergedByKey(List<Json> original, List<Json> patch) {
        var positions = new HashMap<Json, Integer>();
        var merged = new ArrayList<Optional<Json>>();
        for (Json element : original) {
            positions.putIfAbsent(key(element), merged.size());
            merged.add(Optional.of(element));
        }
        for (Json element : patch) {
            if (!(element instanceof JsonObject overlay) || !overlay.has(mergeKey)) {
                throw StatusException.badRequest(
                        "map: " + element + " does not contain declared merge key: " + mergeKey);
            }
            boolean isDeleted = overlay.at(StrategicPatch.DIRECTIVE).text().equals("delete");
            Integer position = positions.get(key(element));
            if (isDeleted) {
                removeAll(merged, key(element));
                positions.remove(key(element));
            } else if (position == null) {
                positions.put(key(element), merged.size());
                merged.add(Optional.of(StrategicPatch.withoutDirectives(overlay)));
            } else {
                JsonObject old = merged.get(position).map(Json::object).orElse(JsonObject.EMPTY);
                merged.set(position, Optional.of(StrategicPatch.merged(element(), old, overlay)));
            }
        }
        return merged.stream().flatMap(Optional::stream).toList();
    }

    /// Positions stay, so that those noted remain true.
    private void removeAll(List<Optional<Json>> elements, Json key) {
        elements.replaceAll(element -> element.filter(value -> !key(value).equals(key)));
    }

    /// Elements that the order names stand as it says. The others keep their order among themselves, and
    /// each stands before the first named one that it stood before in the original list.
    private Json ordered(List<Json> list, List<Json> order, List<Json> original) {
        Map<Json, Integer> wanted = positions(order);
        Map<Json, Integer> before = positions(original);
        List<Json> named = list.stream()
                .filter(element -> wanted.containsKey(key(element)))
                .sorted(java.util.Comparator.comparing(element -> wanted.getOrDefault(key(element), 0)))
                .toList();
        List<Json> others = list.stream()
                .filter(element -> !wanted.containsKey(key(element)))
                .toList();
        var result = new ArrayList<Json>(list.size());
        int next = 0;
        for (Json element : named) {
            while (next < others.size() && stoodBefore(others.get(next), element, before)) {
                result.add(others.get(next++));
            }
            result.add(element);
        }
        result.addAll(others.subList(next, others.size()));
        return new JsonArray(result);
    }

    private boolean stoodBefore(Json left, Json right, Map<Json, Integer> positions) {
        Integer leftPosition = positions.get(key(left));
        Integer rightPosition = positions.get(key(right));
        return leftPosition != null && rightPosition != null && leftPosition < rightPosition;
    }

    private Map<Json, Integer> positions(List<Json> list) {
        var positions = new HashMap<Json, Integer>();
        for (Json element : list) {
            positions.putIfAbsent(key(element), positions.size());
        }
        return positions;
    }

    private Json key(Json element) {
        return mergeKey.isEmpty() ? element : element.at(mergeKey);
    }
}
