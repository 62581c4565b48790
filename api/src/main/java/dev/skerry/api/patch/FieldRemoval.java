// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Optional;

/// Takes fields out of an object. A list or object that loses its last part this way goes, too.
final class FieldRemoval {
    private FieldRemoval() {}

    static JsonObject remove(Schema schema, JsonObject object, FieldSet fields) {
        return fields.isEmpty()
                ? object
                : rest(schema, object, fields).orElse(JsonObject.EMPTY).object();
    }

    /// What is left of a value; nothing if all its parts went.
    private static Optional<Json> rest(Schema schema, Json value, FieldSet fields) {
        return switch (MergeShape.of(schema, null, value)) {
            case MergeShape.Whole _ -> Optional.of(value);
            case MergeShape.Entries _ -> entries(schema, value.object(), fields);
            case MergeShape.Elements elements -> elements(elements, fields);
        };
    }

    private static Optional<Json> entries(Schema schema, JsonObject object, FieldSet fields) {
        var rest = JsonObject.builder();
        object.forEach((name, value) -> {
            var element = new PathElement.Name(name);
            findRest(MergeShape.part(schema, element), value, fields.below(element))
                    .ifPresent(left -> rest.put(name, left));
        });
        JsonObject left = rest.build();
        return left.isEmpty() ? Optional.empty() : Optional.of(left);
    }

    private static Optional<Json> elements(MergeShape.Elements list, FieldSet fields) {
        var rest = new ArrayList<Json>();
        list.right().byKey().forEach((key, values) -> {
            for (Json value : values) {
                findRest(list.schema().element(), value, fields.below(key)).ifPresent(rest::add);
            }
        });
        return rest.isEmpty() ? Optional.empty() : Optional.of(new JsonArray(rest));
    }

    private static Optional<Json> findRest(Schema schema, Json value, FieldSet fields) {
        if (fields.hasSelf()) {
            return Optional.empty();
        }
        return fields.isEmpty() ? Optional.of(value) : rest(schema, value, fields);
    }
}
