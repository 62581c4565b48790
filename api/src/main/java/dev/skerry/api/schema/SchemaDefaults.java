// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;

/// Fills absent fields with the defaults that stand in the schema itself: all there is for a custom
/// resource, a few simple ones for built-in kinds.
public final class SchemaDefaults {
    private SchemaDefaults() {}

    public static JsonObject apply(ObjectSchema schema, JsonObject object) {
        JsonObject filled = object;
        for (Field field : schema.fields()) {
            Json value = object.valueOf(field.name());
            Constraints constraints = field.schema().constraints();
            boolean isAbsent =
                    value.isNull() && !(object.has(field.name()) && constraints.is(Constraints.Trait.NULLABLE));
            if (isAbsent && constraints.hasDefault() && isWritten(field)) {
                value = constraints.defaultValue();
                filled = filled.with(field.name(), value);
            }
            if (value instanceof JsonObject || value instanceof JsonArray) {
                filled = filled.with(field.name(), value(field.schema(), value));
            }
        }
        return filled;
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
                var entries = JsonObject.builder();
                object.forEach((name, entry) -> entries.put(name, value(map.value(), entry)));
                yield entries.build();
            }
            case Schema _ -> value;
        };
    }

    private static boolean holdsMore(Schema schema) {
        return !(schema instanceof ScalarSchema) && !(schema instanceof AnySchema);
    }

    /// A zero that the field leaves out of JSON need not be filled in.
    private static boolean isWritten(Field field) {
        boolean isPlain = field.is(Field.Trait.OMITS_EMPTY) && !field.is(Field.Trait.POINTER);
        return !isPlain
                || switch (field.schema().constraints().defaultValue()) {
                    case JsonNumber number -> number.doubleValue() != 0;
                    case JsonBoolean(boolean flag) -> flag;
                    default -> true;
                };
    }
}
