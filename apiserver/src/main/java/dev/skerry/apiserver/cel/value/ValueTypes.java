// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

import dev.skerry.foundation.json.JsonNull;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The types of values, by the names that expressions know them by.
public final class ValueTypes {
    private ValueTypes() {}

    /// A value that a library brings with its own type.
    public interface Typed {
        String typeName();
    }

    public static String nameOf(Object value) {
        return switch (value) {
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Unsigned _ -> "uint";
            case Double _ -> "double";
            case String _ -> "string";
            case Bytes _ -> "bytes";
            case Instant _ -> "google.protobuf.Timestamp";
            case Duration _ -> "google.protobuf.Duration";
            case List<?> _ -> "list";
            case CelMap map -> map.typeName();
            case Optional<?> _ -> "optional_type";
            case JsonNull _ -> "null_type";
            case TypeName _ -> "type";
            case Typed typed -> typed.typeName();
            default ->
                throw new IllegalArgumentException(
                        "no value of an expression: " + value.getClass().getName());
        };
    }
}
