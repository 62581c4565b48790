// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Drops the fields of an object that its schema does not name, and tells which they were. Values whose
/// type is wrong stay as they are: that is for validation to say.
public final class Pruning {
    /// Enough to report; an object made of nothing else must not grow a list without end.
    private static final int REPORTED_MAX = 100;

    private final List<String> unknown = new ArrayList<>();

    private Pruning() {}

    /// The object with known fields only.
    ///
    /// @param unknownFields the paths of what was dropped, as `spec.containers[0].image2`; at most a hundred
    public record Pruned(JsonObject tree, List<String> unknownFields) {
        public Pruned {
            unknownFields = List.copyOf(unknownFields);
        }
    }

    public static Pruned prune(ObjectSchema schema, JsonObject tree) {
        var pruning = new Pruning();
        return new Pruned(pruning.object(schema, tree, FieldPath.ROOT), pruning.unknown);
    }

    private Json value(Schema schema, Json value, FieldPath path) {
        return switch (schema) {
            case ObjectSchema known when value instanceof JsonObject object -> object(known, object, path);
            case MapSchema map when value instanceof JsonObject object -> entries(map, object, path);
            case ListSchema list when value instanceof JsonArray array -> elements(list, array, path);
            case Schema _ -> value;
        };
    }

    private JsonObject object(ObjectSchema schema, JsonObject object, FieldPath path) {
        JsonObject kept = object;
        for (var entry : object.fields().entrySet()) {
            String name = entry.getKey();
            FieldPath at = path.field(name);
            Field field = schema.findField(name).orElse(null);
            if (field != null) {
                kept = kept.with(name, value(field.schema(), entry.getValue(), at));
            } else if (schema.unknown() == ObjectSchema.Unknown.PRUNED) {
                report(at);
                kept = kept.without(name);
            }
        }
        return kept;
    }

    private JsonObject entries(MapSchema map, JsonObject object, FieldPath path) {
        if (map.value() instanceof ScalarSchema || map.value() instanceof AnySchema) {
            return object;
        }
        var kept = JsonObject.builder();
        object.forEach((name, entry) -> kept.put(name, value(map.value(), entry, path.field(name))));
        return kept.build();
    }

    private JsonArray elements(ListSchema list, JsonArray array, FieldPath path) {
        if (list.element() instanceof ScalarSchema || list.element() instanceof AnySchema) {
            return array;
        }
        var kept = new ArrayList<Json>(array.size());
        for (Json element : array.values()) {
            kept.add(value(list.element(), element, path.element(kept.size())));
        }
        return new JsonArray(kept);
    }

    private void report(FieldPath path) {
        if (unknown.size() < REPORTED_MAX) {
            unknown.add(path.toString());
        }
    }
}
