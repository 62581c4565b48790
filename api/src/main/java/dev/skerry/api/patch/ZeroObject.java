// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;

/// The parts of an object that are always there, written or not, such as `spec` and `status`: they are
/// nobody's. Whoever writes the first status owns what is in it, not the status itself. For custom
/// resources nothing is always there.
final class ZeroObject {
    private ZeroObject() {}

    /// The tree with all parts that are always there.
    static JsonObject under(Schema schema, JsonObject tree) {
        if (!(schema instanceof ObjectSchema object)) {
            return tree;
        }
        JsonObject full = tree;
        for (Field field : object.fields()) {
            Json value = tree.valueOf(field.name());
            boolean isAlwaysThere = !field.is(Field.Trait.POINTER);
            boolean isEmptyWritten = isAlwaysThere && !field.is(Field.Trait.OMITS_EMPTY) && value.isNull();
            switch (field.schema()) {
                case ObjectSchema part
                when isAlwaysThere && (value.isNull() || value instanceof JsonObject) ->
                    full = full.with(field.name(), under(part, value.object()));
                case ListSchema _ when isEmptyWritten -> full = full.with(field.name(), JsonNull.NULL);
                case MapSchema _ when isEmptyWritten -> full = full.with(field.name(), JsonNull.NULL);
                // Whether a plain value was left out or set to zero cannot be told afterwards.
                default -> {}
            }
        }
        return full;
    }
}
