// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.CelMap;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// JSON as the values of expressions.
public final class ShapedValues {
    private static final Set<Shape.Kind> PARSED =
            Set.of(Shape.Kind.BYTES, Shape.Kind.TIMESTAMP, Shape.Kind.DATE, Shape.Kind.DURATION);

    private ShapedValues() {}

    /// @throws Fault if the JSON is not what the shape says
    public static Object of(Json json, Shape shape) {
        if (json.isNull()) {
            return JsonNull.NULL;
        }
        return switch (shape) {
            case Shape.Scalar scalar -> scalar(json, scalar.kind());
            case Shape.Elements elements
            when json instanceof JsonArray(List<Json> values) -> ShapedList.of(values, elements);
            case Shape.Fields fields when json instanceof JsonObject object -> new ObjectMap(object, fields);
            case Shape.Entries entries when json instanceof JsonObject object -> new ObjectMap(object, entries);
            case Shape.Anything _ -> any(json);
            default -> throw new Fault("invalid data, not what its schema says");
        };
    }

    private static Object any(Json json) {
        return switch (json) {
            case JsonObject object -> new ObjectMap(object, Shape.ANY);
            case JsonArray(List<Json> values) ->
                ShapedList.of(values, new Shape.Elements(Shape.ANY, 0, Shape.Order.COUNTS, List.of()));
            case JsonString(String text) -> text;
            case JsonBoolean(boolean flag) -> flag;
            case JsonNumber number -> number.isIntegral() ? (Object) number.longValue() : number.doubleValue();
            case JsonNull _ -> JsonNull.NULL;
        };
    }

    private static Object scalar(Json json, Shape.Kind kind) {
        return switch (json) {
            case JsonBoolean(boolean flag) when kind == Shape.Kind.BOOLEAN -> flag;
            case JsonNumber number
            when kind == Shape.Kind.INTEGER && number.doubleValue() == number.longValue() -> number.longValue();
            case JsonNumber number when kind == Shape.Kind.NUMBER -> number.doubleValue();
            // A quantity may have been written as a number.
            case JsonNumber number when kind == Shape.Kind.STRING -> number.toString();
            case JsonString(String text) when kind == Shape.Kind.STRING -> text;
            case JsonString(String text) when PARSED.contains(kind) -> parsed(text, kind);
            default -> throw new Fault("invalid data, expected " + word(kind));
        };
    }

    private static String word(Shape.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Object parsed(String text, Shape.Kind kind) {
        try {
            return switch (kind) {
                case BYTES -> Bytes.of(Base64.getMimeDecoder().decode(text));
                case TIMESTAMP -> OffsetDateTime.parse(text).toInstant();
                case DATE -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
                case DURATION -> Durations.parse(text);
                case STRING, INTEGER, NUMBER, BOOLEAN -> throw new IllegalStateException("no text is parsed for it");
            };
        } catch (DateTimeException | IllegalArgumentException _) {
            throw new Fault("Invalid " + word(kind) + " formatted string " + text);
        }
    }

    /// A value of an expression as JSON: what mutations, messages and annotations are made of.
    ///
    /// @throws Fault if there is no JSON for it
    public static Json json(Object value) {
        return switch (value) {
            case ObjectMap map -> map.object;
            case CelMap map -> {
                var builder = JsonObject.builder();
                for (Object key : map.keys()) {
                    if (!(key instanceof String name)) {
                        throw new Fault("a key of JSON must be a string");
                    }
                    map.find(key).ifPresent(entry -> builder.put(name, json(entry)));
                }
                yield builder.build();
            }
            case List<?> list -> {
                var elements = new ArrayList<Json>();
                list.forEach(element -> elements.add(json(element)));
                yield new JsonArray(elements);
            }
            case Bytes bytes -> Json.of(Base64.getEncoder().encodeToString(bytes.toArray()));
            case Instant time -> Json.of(time.toString());
            case Duration duration -> Json.of(Durations.text(duration));
            case String text -> Json.of(text);
            case Boolean flag -> Json.of(flag);
            case Long number -> Json.of(number);
            case Double number when Double.isFinite(number) -> Json.of(number);
            case JsonNull _ -> JsonNull.NULL;
            default -> throw new Fault("no JSON for this value");
        };
    }

    /// An object of JSON under a shape of fields, of entries, or none.
    private record ObjectMap(JsonObject object, Shape shape) implements CelMap {
        @Override
        public Optional<Object> find(Object key) {
            if (!(key instanceof String name)) {
                return Optional.empty();
            }
            String field = shape instanceof Shape.Fields ? FieldNames.unescaped(name) : name;
            return object.has(field) ? Optional.of(of(object.at(field), shapeOf(name))) : Optional.empty();
        }

        @Override
        public boolean has(Object key) {
            return key instanceof String name
                    && object.has(shape instanceof Shape.Fields ? FieldNames.unescaped(name) : name);
        }

        private Shape shapeOf(String name) {
            return switch (shape) {
                case Shape.Fields fields -> fields.find(name).orElse(Shape.ANY);
                case Shape.Entries entries -> entries.value();
                default -> Shape.ANY;
            };
        }

        @Override
        public List<Object> keys() {
            return List.copyOf(object.names());
        }

        @Override
        public int size() {
            return object.size();
        }
    }
}
