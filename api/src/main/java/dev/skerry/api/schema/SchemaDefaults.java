// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;

/// Fills absent fields with the defaults that stand in the schema itself: all there is for a custom
/// resource, a few simple ones for built-in kinds.
public final class SchemaDefaults {
    private SchemaDefaults() {}

    public static JsonObject apply(ObjectSchema schema, JsonObject object) {
        JsonObject filled = object;
        for (Field field : schema.fieldsWithDefault()) {
            Constraints constraints = field.schema().constraints();
            boolean isAbsent = object.valueOf(field.name()).isNull()
                    && !(object.has(field.name()) && constraints.is(Constraints.Trait.NULLABLE));
            if (isAbsent) {
                filled = filled.with(field.name(), constraints.defaultValue());
            }
        }
        return filled.map((name, value) -> value instanceof JsonObject || value instanceof JsonArray
                ? schema.findField(name)
                        .map(field -> value(field.schema(), value))
                        .orElse(value)
                : value);
    }

    private static Json value(Schema schema, Json value) {
        return switch (schema) {
            case ObjectSchema known when value instanceof JsonObject object -> apply(known, object);
            case ListSchema list
            when value instanceof JsonArray array && holdsMore(list.element()) -> {
                yield array.map(element -> value(list.element(), element));
            }
            case MapSchema map
            when value instanceof JsonObject object && holdsMore(map.value()) -> {
                yield object.map((_, entry) -> value(map.value(), entry));
            }
            case Schema _ -> value;
        };
    }

    private static boolean holdsMore(Schema schema) {
        return !(schema instanceof ScalarSchema) && !(schema instanceof AnySchema);
    }
}
