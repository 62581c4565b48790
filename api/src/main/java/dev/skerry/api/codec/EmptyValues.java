// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;

/// Which values Go's JSON writer leaves out of a field that omits empty ones.
final class EmptyValues {
    private EmptyValues() {}

    static boolean isEmpty(Schema schema, Json value) {
        // An amount or an int-or-string is a struct in Go and never empty.
        if (schema instanceof ScalarSchema scalar
                && (scalar.kind() == ScalarSchema.Kind.QUANTITY || scalar.kind() == ScalarSchema.Kind.INT_OR_STRING)) {
            return value.isNull();
        }
        return switch (value) {
            case JsonString(String text) -> text.isEmpty();
            case JsonNumber number -> number.doubleValue() == 0;
            case JsonBoolean(boolean flag) -> !flag;
            case JsonArray array -> array.size() == 0;
            case JsonObject object -> object.isEmpty();
            case JsonNull _ -> true;
        };
    }
}
