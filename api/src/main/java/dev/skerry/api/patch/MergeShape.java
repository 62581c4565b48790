// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// How server-side apply takes a value, or two versions of one: part by part, or as a whole. The schema
/// decides, unless the values do not fit it or have no parts: then there is only the whole.
sealed interface MergeShape {
    /// What is assumed of a value that no schema describes: objects are merged, lists replaced.
    Schema UNKNOWN = AnySchema.of(AnySchema.Kind.PRESERVED);

    /// One owner for all of it.
    record Whole() implements MergeShape {}

    /// Owners for each field or entry.
    record Entries(Schema schema) implements MergeShape {}

    /// Owners for each element. Both lists are known to have a key for each of their elements.
    record Elements(ListSchema schema, KeyedElements left, KeyedElements right) implements MergeShape {}

    /// @param left null if there is no such value
    /// @param right null if there is no such value
    static MergeShape of(Schema schema, @Nullable Json left, @Nullable Json right) {
        boolean areObjects = isObjectOrNothing(left) && isObjectOrNothing(right) && !(isEmpty(left) && isEmpty(right));
        return switch (schema) {
            case ObjectSchema object
            when areObjects && object.merging() == MapSchema.Merging.GRANULAR -> new Entries(schema);
            case MapSchema map when areObjects && map.merging() == MapSchema.Merging.GRANULAR -> new Entries(schema);
            case AnySchema any when areObjects && any.kind() == AnySchema.Kind.PRESERVED -> new Entries(schema);
            case ListSchema list when list.type() != ListSchema.Type.ATOMIC -> elements(list, left, right);
            case ObjectSchema _, MapSchema _, AnySchema _, ListSchema _, ScalarSchema _ -> new Whole();
        };
    }

    private static MergeShape elements(ListSchema schema, @Nullable Json left, @Nullable Json right) {
        boolean areLists = isListOrNothing(left) && isListOrNothing(right) && !(isEmpty(left) && isEmpty(right));
        if (!areLists) {
            return new Whole();
        }
        var leftElements = KeyedElements.find(schema, left);
        var rightElements = KeyedElements.find(schema, right);
        return leftElements.isPresent() && rightElements.isPresent()
                ? new Elements(schema, leftElements.get(), rightElements.get())
                : new Whole();
    }

    private static boolean isObjectOrNothing(@Nullable Json value) {
        return value == null || value instanceof JsonNull || value instanceof JsonObject;
    }

    private static boolean isListOrNothing(@Nullable Json value) {
        return value == null || value instanceof JsonNull || value instanceof JsonArray;
    }

    private static boolean isEmpty(@Nullable Json value) {
        return value == null || value.object().isEmpty() && value.elements().isEmpty();
    }

    /// The schema of what lies one step further.
    static Schema part(Schema schema, PathElement element) {
        return switch (schema) {
            case ObjectSchema object
            when element instanceof PathElement.Name(String name) ->
                object.findField(name).map(Field::schema).orElse(UNKNOWN);
            case MapSchema map -> map.value();
            case ListSchema list -> list.element();
            case ObjectSchema _, AnySchema _, ScalarSchema _ -> UNKNOWN;
        };
    }
}
