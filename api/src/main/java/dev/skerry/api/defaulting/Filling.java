// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;

/// Fills in what an object leaves open. Rules are put together from the few kinds below; applying one
/// twice is the same as applying it once.
@FunctionalInterface
interface Filling {
    /// Fills nothing.
    Filling NOTHING = object -> object;

    JsonObject fill(JsonObject object);

    /// Sets each of the fields that is absent; names and values alternate.
    static Filling absent(Object... namesAndValues) {
        JsonObject defaults = JsonObject.of(namesAndValues);
        return object -> {
            JsonObject filled = object;
            for (var field : defaults.fields().entrySet()) {
                if (object.valueOf(field.getKey()).isNull()) {
                    filled = filled.with(field.getKey(), field.getValue());
                }
            }
            return filled;
        };
    }

    /// Sets a field that is absent or the empty text, which for most words is the same.
    static Filling word(String name, String value) {
        return object -> object.valueOf(name).text().isEmpty() ? object.with(name, value) : object;
    }

    /// Fills the object in a field, if there is one.
    static Filling within(String name, Filling inner) {
        return object -> object.valueOf(name) instanceof JsonObject part ? object.with(name, inner.fill(part)) : object;
    }

    /// Fills the object in a field, which is made if there is none.
    static Filling making(String name, Filling inner) {
        return object -> object.with(name, inner.fill(object.valueOf(name).object()));
    }

    /// Fills each object of the list in a field.
    static Filling each(String name, Filling inner) {
        return object -> {
            if (!(object.valueOf(name) instanceof JsonArray list)) {
                return object;
            }
            return object.with(
                    name, list.map(element -> element instanceof JsonObject part ? inner.fill(part) : element));
        };
    }

    static Filling when(Predicate<JsonObject> condition, Filling inner) {
        return object -> condition.test(object) ? inner.fill(object) : object;
    }

    /// One after the other.
    static Filling all(Filling... fillings) {
        List<Filling> steps = List.of(fillings);
        return object -> {
            JsonObject filled = object;
            for (Filling step : steps) {
                filled = step.fill(filled);
            }
            return filled;
        };
    }

    /// Whether a field holds this text.
    static Predicate<JsonObject> says(String name, String value) {
        return object -> object.valueOf(name).text().equals(value);
    }

    static Predicate<JsonObject> lacks(String name) {
        return object -> object.valueOf(name).isNull();
    }
}
