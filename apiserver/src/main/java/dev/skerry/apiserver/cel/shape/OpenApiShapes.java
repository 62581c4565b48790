// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import dev.skerry.apiserver.cel.shape.Shape.Kind;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shapes from the OpenAPI schema of a definition. Values whose type the schema does not say are left out:
/// expressions cannot see them.
public final class OpenApiShapes {
    /// The largest request that costs are reckoned with; not what this server takes.
    public static final long REQUEST_BYTES_MAX = 3L * 1024 * 1024;

    private static final long QUOTES = 2;
    private static final long TIME_CHARACTERS_MAX = 32;
    private static final long DATE_CHARACTERS = 12;
    private static final Shape TEXT = new Shape.Scalar(Kind.STRING, 0, QUOTES);

    private OpenApiShapes() {}

    /// @param isRoot of a whole object, which has apiVersion, kind, and a name in its metadata
    public static Optional<Shape> find(JsonObject schema, boolean isRoot) {
        return find(schema, isRoot, "self");
    }

    private static Optional<Shape> find(JsonObject schema, boolean isRoot, String typeName) {
        if (schema.at("x-kubernetes-int-or-string").booleanOr(false)) {
            return Optional.of(new Shape.Anything(true, textMax(schema)));
        }
        return switch (schema.at("type").text()) {
            case "array" -> elements(schema, typeName);
            case "object" -> object(schema, isRoot, typeName);
            case "string" -> Optional.of(text(schema));
            case "boolean" -> Optional.of(new Shape.Scalar(Kind.BOOLEAN, 0, 4));
            case "integer" -> Optional.of(new Shape.Scalar(Kind.INTEGER, 0, 1));
            case "number" -> Optional.of(new Shape.Scalar(Kind.NUMBER, 0, 1));
            default -> Optional.empty();
        };
    }

    private static Optional<Shape> inner(JsonObject schema, String typeName) {
        return find(schema, schema.at("x-kubernetes-embedded-resource").booleanOr(false), typeName);
    }

    private static Optional<Shape> elements(JsonObject schema, String typeName) {
        return inner(schema.at("items").object(), typeName + ".@idx").map(element -> {
            long fitting = (REQUEST_BYTES_MAX - 2) / (element.bytesMinimum() + 1);
            Shape.Order order = switch (schema.at("x-kubernetes-list-type").text()) {
                case "set" -> Shape.Order.SET;
                case "map" -> Shape.Order.KEYED;
                default -> Shape.Order.COUNTS;
            };
            List<String> keys = schema.at("x-kubernetes-list-map-keys").elements().stream()
                    .map(Json::text)
                    .toList();
            return new Shape.Elements(element, Math.max(0, schema.at("maxItems").longOr(fitting)), order, keys);
        });
    }

    private static Optional<Shape> object(JsonObject schema, boolean isRoot, String typeName) {
        if (schema.at("additionalProperties") instanceof JsonObject values) {
            return inner(values, typeName + ".@elem").map(value -> {
                long fitting = (REQUEST_BYTES_MAX - 2) / (value.bytesMinimum() + 6);
                return new Shape.Entries(
                        value, Math.max(0, schema.at("maxProperties").longOr(fitting)));
            });
        }
        Map<String, Shape> fields = new LinkedHashMap<>();
        long[] bytesMin = {2};
        List<Json> required = schema.at("required").elements();
        schema.at("properties")
                .object()
                .forEach((name, property) -> inner(property.object(), typeName + "." + name)
                        .ifPresent(shape -> {
                            FieldNames.findEscaped(name).ifPresent(escaped -> fields.put(escaped, shape));
                            if (required.contains(Json.of(name))
                                    && property.at("default").isNull()) {
                                bytesMin[0] += name.length() + shape.bytesMinimum() + 4;
                            }
                        }));
        if (isRoot) {
            fields.put("apiVersion", TEXT);
            fields.put("kind", TEXT);
            Map<String, Shape> metadata = Map.of("name", TEXT, "generateName", TEXT);
            fields.put("metadata", new Shape.Fields(typeName + ".metadata", () -> metadata, 2));
        }
        return Optional.of(new Shape.Fields(typeName, () -> fields, bytesMin[0]));
    }

    private static Shape text(JsonObject schema) {
        return switch (schema.at("format").text()) {
            case "byte" ->
                new Shape.Scalar(
                        Kind.BYTES, Math.max(0, schema.at("maxLength").longOr(REQUEST_BYTES_MAX - QUOTES)), QUOTES);
            case "duration" -> new Shape.Scalar(Kind.DURATION, TIME_CHARACTERS_MAX, 3);
            case "date" -> new Shape.Scalar(Kind.DATE, DATE_CHARACTERS, DATE_CHARACTERS);
            case "date-time" -> new Shape.Scalar(Kind.TIMESTAMP, TIME_CHARACTERS_MAX, 21);
            default -> new Shape.Scalar(Kind.STRING, textMax(schema), QUOTES);
        };
    }

    /// Lengths are given in code points, and each may take four bytes.
    private static long textMax(JsonObject schema) {
        Json lengthMax = schema.at("maxLength");
        if (!lengthMax.isNull()) {
            return Math.max(0, lengthMax.longOr(0)) * 4;
        }
        List<Json> words = schema.at("enum").elements();
        return words.isEmpty()
                ? REQUEST_BYTES_MAX - QUOTES
                : words.stream().mapToLong(word -> word.text().length()).max().orElse(0);
    }
}
