// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.schema.FieldPath;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// A value in an object under validation, where it stands, and the errors found so far. Checks walk from
/// place to place and report what is wrong there; nothing is thrown, so that all errors are told at once.
///
record Place(FieldPath where, Json value, List<FieldError> errors) {
    static Place of(Json object, List<FieldError> errors) {
        return new Place(FieldPath.ROOT, object, errors);
    }

    /// As in messages: `spec.containers[0].name`; empty for the object itself.
    String path() {
        return where.toString();
    }

    Place at(String field) {
        return new Place(where.field(field), value.object().valueOf(field), errors);
    }

    Place at(String first, String second) {
        return at(first).at(second);
    }

    List<Place> elements() {
        var places = new ArrayList<Place>();
        for (Json element : value.elements()) {
            places.add(new Place(where.element(places.size()), element, errors));
        }
        return places;
    }

    /// An entry of a map, which messages name by its key: `resources.limits[cpu]`.
    Place entry(String key) {
        return new Place(where.entry(key), value.object().valueOf(key), errors);
    }

    Collection<String> keys() {
        return value.object().names();
    }

    String text() {
        return value.text();
    }

    long number() {
        return value.longOr(0);
    }

    boolean isAbsent() {
        return value.isNull();
    }

    /// Whether there is nothing to it: absent, or an empty text, list or object.
    boolean isEmpty() {
        return switch (value) {
            case JsonNull _ -> true;
            case JsonString(String text) -> text.isEmpty();
            case JsonArray array -> array.size() == 0;
            case JsonObject object -> object.isEmpty();
            case JsonNumber _, JsonBoolean _ -> false;
        };
    }

    void report(FieldError error) {
        errors.add(error);
    }

    void required(String detail) {
        report(FieldError.required(path(), detail));
    }

    void invalid(String detail) {
        report(FieldError.invalid(path(), value, detail));
    }

    void invalid(List<String> details) {
        details.forEach(this::invalid);
    }

    void forbidden(String detail) {
        report(FieldError.forbidden(path(), detail));
    }

    void unsupported(String... supported) {
        report(FieldError.notSupported(path(), value, List.of(supported)));
    }

    void duplicate() {
        report(FieldError.duplicate(path(), value));
    }

    /// Reports an absent or empty value; says whether there is one.
    boolean isThere(String detail) {
        if (isEmpty()) {
            required(detail);
            return false;
        }
        return true;
    }

    /// Reports a text that is none of the words; an absent one is fine.
    void oneOf(String... words) {
        if (!isEmpty() && !List.of(words).contains(text())) {
            unsupported(words);
        }
    }

    void notNegative() {
        if (!isAbsent() && number() < 0) {
            invalid("must be greater than or equal to 0");
        }
    }

    void between(long least, long most) {
        if (!isAbsent() && (number() < least || number() > most)) {
            invalid("must be between " + least + " and " + most + ", inclusive");
        }
    }

    /// Reports a value that differs from an older one at the same place.
    void unchanged(Json old) {
        if (!value.equals(old)) {
            invalid("field is immutable");
        }
    }

    /// Reports each element whose field has a value that an earlier element has, too.
    void distinct(String field) {
        var seen = new HashSet<Json>();
        for (Place element : elements()) {
            Place place = element.at(field);
            if (!place.isEmpty() && !seen.add(place.value)) {
                place.duplicate();
            }
        }
    }
}
