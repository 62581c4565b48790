// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A JSON array.
public record JsonArray(List<Json> values) implements Json {
    public static final JsonArray EMPTY = new JsonArray(List.of());

    public JsonArray {
        values = List.copyOf(values);
    }

    public static JsonArray of(Object... values) {
        var list = new ArrayList<Json>(values.length);
        for (Object value : values) {
            list.add(Json.of(value));
        }
        return new JsonArray(list);
    }

    public int size() {
        return values.size();
    }

    public JsonArray with(Json added) {
        var list = new ArrayList<>(values);
        list.add(added);
        return new JsonArray(list);
    }

    /// This array with each element changed; itself if none was.
    public JsonArray map(UnaryOperator<Json> change) {
        var changed = new ArrayList<Json>(values.size());
        boolean isSame = true;
        for (Json value : values) {
            Json fresh = change.apply(value);
            isSame = isSame && fresh.equals(value);
            changed.add(fresh);
        }
        return isSame ? this : new JsonArray(changed);
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
