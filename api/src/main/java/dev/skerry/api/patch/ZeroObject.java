// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Field;
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
        for (Field field : object.fieldsAlwaysThere()) {
            Json value = tree.valueOf(field.name());
            if (field.schema() instanceof ObjectSchema part) {
                if (value.isNull() || value instanceof JsonObject) {
                    full = full.with(field.name(), under(part, value.object()));
                }
            } else if (value.isNull()) {
                full = full.with(field.name(), JsonNull.NULL);
            }
        }
        return full;
    }
}
