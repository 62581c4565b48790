// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.List;

/// One JSON value. Values are immutable; `with…` methods return a new one.
///
/// Reading is forgiving, since most of what we read comes from somebody else: [#at] never fails, a
/// missing field reads as [JsonNull], and the `…Or` methods answer their fallback for a value of
/// another type. Whoever must know that a field is absent asks [JsonObject#has].
public sealed interface Json permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /// The value under a path of field names; [JsonNull] where any step is missing or not an object.
    default Json at(String... path) {
        Json here = this;
        for (String name : path) {
            if (!(here instanceof JsonObject object)) {
                return JsonNull.NULL;
            }
            here = object.valueOf(name);
        }
        return here;
    }

    default boolean isNull() {
        return this == JsonNull.NULL;
    }

    default String textOr(String fallback) {
        return this instanceof JsonString(String value) ? value : fallback;
    }

    /// The text, or the empty string: Kubernetes treats the two alike nearly everywhere.
    default String text() {
        return textOr("");
    }

    default long longOr(long fallback) {
        return this instanceof JsonNumber number && number.isIntegral() ? number.longValue() : fallback;
    }

    default int intOr(int fallback) {
        return Math.toIntExact(Math.clamp(longOr(fallback), Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    default double doubleOr(double fallback) {
        return this instanceof JsonNumber number ? number.doubleValue() : fallback;
    }

    default boolean booleanOr(boolean fallback) {
        return this instanceof JsonBoolean(boolean value) ? value : fallback;
    }

    /// The elements of an array; no elements for anything else.
    default List<Json> elements() {
        return this instanceof JsonArray array ? array.values() : List.of();
    }

    /// This value as an object; the empty object for anything else.
    default JsonObject object() {
        return this instanceof JsonObject object ? object : JsonObject.EMPTY;
    }

    /// The JSON value of a plain Java one: String, Number, Boolean, null, Map with String keys,
    /// Iterable, or Json itself.
    static Json of(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.NULL;
            case Json json -> json;
            case String text -> new JsonString(text);
            case Boolean flag -> JsonBoolean.of(flag);
            case Integer number -> JsonNumber.of(number.longValue());
            case Long number -> JsonNumber.of(number);
            case Double number -> JsonNumber.of(number);
            case java.util.Map<?, ?> map -> {
                var builder = JsonObject.builder();
                map.forEach((name, field) -> builder.put(String.valueOf(name), of(field)));
                yield builder.build();
            }
            case Iterable<?> items -> {
                var list = new java.util.ArrayList<Json>();
                items.forEach(item -> list.add(of(item)));
                yield new JsonArray(list);
            }
            default ->
                throw new IllegalArgumentException(
                        "no JSON for a " + value.getClass().getName());
        };
    }
}
