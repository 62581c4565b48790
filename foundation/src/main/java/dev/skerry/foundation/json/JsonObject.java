// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A JSON object. Fields keep the order they were written in; two objects are equal when they hold
/// the same fields, whatever the order.
public final class JsonObject implements Json {
    public static final JsonObject EMPTY = new JsonObject(FieldTable.EMPTY);

    private final FieldTable fields;

    private JsonObject(FieldTable fields) {
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
        return new Builder(FieldTable.withRoom());
    }

    /// A builder that begins with this object's fields.
    public Builder toBuilder() {
        return new Builder(fields.copy());
    }

    /// The field, or [JsonNull] when there is none.
    public Json valueOf(String name) {
        int place = fields.find(name);
        return place < 0 ? JsonNull.NULL : fields.value(place);
    }

    /// Whether the field is written, even as `null`.
    public boolean has(String name) {
        return fields.find(name) >= 0;
    }

    public boolean isEmpty() {
        return fields.size() == 0;
    }

    public int size() {
        return fields.size();
    }

    /// The field names, in order; read-only.
    public Set<String> names() {
        return fields().keySet();
    }

    /// The fields, in order; read-only.
    public Map<String, Json> fields() {
        return new FieldView(fields);
    }

    /// The name of a field by its place.
    String nameAt(int place) {
        return fields.name(place);
    }

    /// The value of a field by its place.
    Json valueAt(int place) {
        return fields.value(place);
    }

    /// This object with each value changed; itself if none was.
    public JsonObject map(BiFunction<String, Json, Json> change) {
        FieldTable changed = fields;
        for (int i = 0; i < fields.size(); i++) {
            Json fresh = change.apply(fields.name(i), fields.value(i));
            if (!fresh.equals(fields.value(i))) {
                changed = changed.replaced(i, fresh);
            }
        }
        return changed == fields ? this : new JsonObject(changed);
    }

    /// The names, as long as there are fields; not to be changed.
    String[] namesInOrder() {
        return fields.names();
    }

    /// An object of names and values that nobody will change.
    static JsonObject of(String[] names, Json[] values) {
        return new JsonObject(FieldTable.of(names, values));
    }

    /// Whether this object has the names of another one in the same order, and behind them these very values.
    boolean isOf(JsonObject named, Json[] values) {
        return fields.isOf(named.fields, values);
    }

    public void forEach(BiConsumer<String, Json> action) {
        for (int i = 0; i < fields.size(); i++) {
            action.accept(fields.name(i), fields.value(i));
        }
    }

    /// This object with one field set; at the end if it is new.
    public JsonObject with(String name, Json value) {
        int place = fields.find(name);
        if (place < 0) {
            return toBuilder().put(name, value).build();
        }
        return value.equals(fields.value(place)) ? this : new JsonObject(fields.replaced(place, value));
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
        int place = fields.find(name);
        return place < 0 ? this : new JsonObject(fields.without(place));
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

    private boolean hasFieldsOf(FieldTable others) {
        if (fields == others) {
            return true;
        }
        if (fields.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            // Most often both come from the same hand, with the fields in the same order.
            int place = others.name(i).equals(name) ? i : others.find(name);
            if (place < 0 || !fields.value(i).equals(others.value(place))) {
                return false;
            }
        }
        return true;
    }

    private JsonObject change(String[] path, int depth, UnaryOperator<Json> change) {
        Json old = valueOf(path[depth]);
        Json fresh = depth == path.length - 1 ? change.apply(old) : old.object().change(path, depth + 1, change);
        return with(path[depth], fresh);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof JsonObject object && hasFieldsOf(object.fields);
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (int i = 0; i < fields.size(); i++) {
            sum += fields.name(i).hashCode() ^ fields.value(i).hashCode();
        }
        return sum;
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }

    /// Collects fields; the last value of a name wins. One thread, one object: after [#build] it
    /// starts from a copy.
    public static final class Builder {
        private FieldTable fields;
        private boolean isBuilt;

        private Builder(FieldTable fields) {
            this.fields = fields;
        }

        public Builder put(String name, @Nullable Object value) {
            ownFields().put(name, Json.of(value));
            return this;
        }

        /// Sets the field; false if it stood there already.
        boolean add(String name, Json value) {
            return ownFields().put(name, value);
        }

        public Builder remove(String name) {
            int place = fields.find(name);
            if (place >= 0) {
                ownFields().remove(place);
            }
            return this;
        }

        /// The fields, which no built object shares.
        private FieldTable ownFields() {
            if (isBuilt) {
                fields = fields.copy();
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
            fields.trim();
            return fields.size() == 0 ? EMPTY : new JsonObject(fields);
        }
    }
}
