// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The elements of a list, by what tells them apart, in the order of the list. Stored lists may hold
/// several elements of one key; they then stand and fall together.
record KeyedElements(Map<PathElement, List<Json>> byKey, List<PathElement> order) {

    /// The elements of a list; none if one of them has no key, so that the list can only be taken whole.
    static Optional<KeyedElements> find(ListSchema schema, @Nullable Json list) {
        var byKey = new LinkedHashMap<PathElement, List<Json>>();
        var order = new ArrayList<PathElement>();
        for (Json element : list == null ? List.<Json>of() : list.elements()) {
            Optional<PathElement> key = findKey(schema, element);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            byKey.computeIfAbsent(key.get(), _ -> new ArrayList<>()).add(element);
            order.add(key.get());
        }
        return Optional.of(new KeyedElements(byKey, order));
    }

    /// What tells an element of such a list apart: its key fields, with their defaults where the element
    /// leaves them out, or the plain value itself.
    static Optional<PathElement> findKey(ListSchema schema, Json element) {
        if (schema.type() == ListSchema.Type.SET) {
            return isPlain(element) ? Optional.of(new PathElement.Value(element)) : Optional.empty();
        }
        var keys = JsonObject.builder();
        for (String name : schema.keys()) {
            Json value = element.at(name);
            Json key = value.isNull() ? defaultOf(schema.element(), name) : value;
            if (!key.isNull()) {
                if (!isPlain(key)) {
                    return Optional.empty();
                }
                keys.put(name, key);
            }
        }
        JsonObject found = keys.build();
        return element instanceof JsonObject && !found.isEmpty()
                ? Optional.of(new PathElement.Keys(found))
                : Optional.empty();
    }

    private static Json defaultOf(Schema element, String field) {
        Optional<Field> found = element instanceof ObjectSchema object ? object.findField(field) : Optional.empty();
        return found.map(known -> known.schema().constraints().defaultValue()).orElse(Json.of(null));
    }

    private static boolean isPlain(Json value) {
        return !value.isNull() && !(value instanceof JsonObject) && !(value instanceof JsonArray);
    }

    /// Whether an element of this key stands in the list.
    boolean has(PathElement key) {
        return byKey.containsKey(key);
    }

    /// The one element of a key; null if there is none. Where there are several, the first.
    @Nullable
    Json first(PathElement key) {
        List<Json> elements = byKey.get(key);
        return elements == null ? null : elements.getFirst();
    }

    boolean isRepeated(PathElement key) {
        return byKey.getOrDefault(key, List.of()).size() > 1;
    }
}
