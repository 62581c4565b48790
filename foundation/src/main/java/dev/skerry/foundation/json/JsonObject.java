// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A JSON object. Fields keep the order they were written in; two objects are equal when they hold
/// the same fields, whatever the order.
public final class JsonObject implements Json {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, Json> fields;

    private JsonObject(Map<String, Json> fields) {
        this.fields = fields;
    }

    /// An object from alternating names and values; values as in [Json#of]. A null value writes `null`.
    public static JsonObject of(@Nullable Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values do not pair up: " + namesAndValues.length);
        }
        var builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.put(String.valueOf(namesAndValues[i]), Json.of(namesAndValues[i + 1]));
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder(new LinkedHashMap<>());
    }

    /// A builder that begins with this object's fields.
    public Builder toBuilder() {
        return new Builder(new LinkedHashMap<>(fields));
    }

    /// The field, or [JsonNull] when there is none.
    public Json valueOf(String name) {
        Json value = fields.get(name);
        return value == null ? JsonNull.NULL : value;
    }

    /// Whether the field is written, even as `null`.
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    public int size() {
        return fields.size();
    }

    /// The field names, in order; read-only.
    public Set<String> names() {
        return Collections.unmodifiableSet(fields.keySet());
    }

    /// The fields, in order; read-only.
    public Map<String, Json> fields() {
        return Collections.unmodifiableMap(fields);
    }

    public void forEach(BiConsumer<String, Json> action) {
        fields.forEach(action);
    }

    /// This object with one field set; at the end if it is new.
    public JsonObject with(String name, Json value) {
        if (value.equals(fields.get(name))) {
            return this;
        }
        return toBuilder().put(name, value).build();
    }

    public JsonObject with(String name, String value) {
        return with(name, new JsonString(value));
    }

    public JsonObject with(String name, long value) {
        return with(name, JsonNumber.of(value));
    }

    public JsonObject with(String name, boolean value) {
        return with(name, JsonBoolean.of(value));
    }

    /// This object without a field; itself if there was none.
    public JsonObject without(String name) {
        if (!fields.containsKey(name)) {
            return this;
        }
        var rest = new LinkedHashMap<>(fields);
        rest.remove(name);
        return new JsonObject(rest);
    }

    /// This object with the value under a path set; objects on the way are made where missing.
    public JsonObject withAt(Json value, String... path) {
        return change(path, 0, _ -> value);
    }

    /// This object without the value under a path; objects on the way stay, even when empty.
    public JsonObject withoutAt(String... path) {
        if (path.length == 1) {
            return without(path[0]);
        }
        if (!(valueOf(path[0]) instanceof JsonObject inner)) {
            return this;
        }
        String[] rest = java.util.Arrays.copyOfRange(path, 1, path.length);
        return with(path[0], inner.withoutAt(rest));
    }

    private JsonObject change(String[] path, int depth, UnaryOperator<Json> change) {
        Json old = valueOf(path[depth]);
        Json fresh = depth == path.length - 1 ? change.apply(old) : old.object().change(path, depth + 1, change);
        return with(path[depth], fresh);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject object && fields.equals(object.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }

    /// Collects fields; the last value of a name wins. One thread, one object: after [#build] it
    /// starts from a copy.
    public static final class Builder {
        private Map<String, Json> fields;
        private boolean isBuilt;

        private Builder(Map<String, Json> fields) {
            this.fields = fields;
        }

        public Builder put(String name, @Nullable Object value) {
            ownFields().put(name, Json.of(value));
            return this;
        }

        public Builder remove(String name) {
            ownFields().remove(name);
            return this;
        }

        /// The fields, which no built object shares.
        private Map<String, Json> ownFields() {
            if (isBuilt) {
                fields = new LinkedHashMap<>(fields);
                isBuilt = false;
            }
            return fields;
        }

        /// Sets the field unless the text is empty: Kubernetes leaves empty strings out.
        public Builder putIfText(String name, String value) {
            return value.isEmpty() ? this : put(name, value);
        }

        public JsonObject build() {
            isBuilt = true;
            return fields.isEmpty() ? EMPTY : new JsonObject(fields);
        }
    }
}
