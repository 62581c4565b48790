// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.apiserver.cel.shape.Shape.Kind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Shapes of built-in kinds, whose types have names and may contain themselves.
public final class BuiltInShapes {
    private static final long UNKNOWN = Long.MAX_VALUE;

    private BuiltInShapes() {}

    public static Shape of(Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> fields(object);
            case MapSchema map -> new Shape.Entries(of(map.value()), UNKNOWN);
            case ListSchema list -> {
                Shape.Order order = switch (list.type()) {
                    case ATOMIC -> Shape.Order.COUNTS;
                    case SET -> Shape.Order.SET;
                    case MAP -> Shape.Order.KEYED;
                };
                yield new Shape.Elements(of(list.element()), UNKNOWN, order, list.keys());
            }
            case ScalarSchema scalar -> scalar(scalar.kind());
            case AnySchema _ -> Shape.ANY;
        };
    }

    private static Shape fields(ObjectSchema object) {
        if (object.typeName().isEmpty()) {
            return Shape.ANY;
        }
        return new Shape.Fields(
                object.typeName(),
                new Supplier<>() {
                    private volatile Map<String, Shape> known = Map.of();

                    @Override
                    public Map<String, Shape> get() {
                        if (known.isEmpty()) {
                            var fields = new LinkedHashMap<String, Shape>();
                            object.fields()
                                    .forEach(field -> FieldNames.findEscaped(field.name())
                                            .ifPresent(name -> fields.put(name, of(field.schema()))));
                            known = Collections.unmodifiableMap(fields);
                        }
                        return known;
                    }
                },
                2);
    }

    private static Shape scalar(ScalarSchema.Kind kind) {
        return switch (kind) {
            case STRING, QUANTITY, DURATION -> new Shape.Scalar(Kind.STRING, UNKNOWN, 2);
            case BOOLEAN -> new Shape.Scalar(Kind.BOOLEAN, 0, 4);
            case INT32, INT64 -> new Shape.Scalar(Kind.INTEGER, 0, 1);
            case DOUBLE -> new Shape.Scalar(Kind.NUMBER, 0, 1);
            case BYTES -> new Shape.Scalar(Kind.BYTES, UNKNOWN, 2);
            case TIME, MICRO_TIME -> new Shape.Scalar(Kind.TIMESTAMP, 0, 2);
            case INT_OR_STRING -> new Shape.Anything(true, UNKNOWN);
        };
    }
}
