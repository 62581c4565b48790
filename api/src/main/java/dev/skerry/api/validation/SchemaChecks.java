// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonString;
import java.util.Set;

/// What the schema of a built-in kind alone can say: texts that must be there, and words that must be
/// known. Status is left out, which its writers fill bit by bit.
final class SchemaChecks {
    /// Texts that must be there but may be empty: the value of a header or of a kernel parameter.
    private static final Set<String> MAY_BE_EMPTY = Set.of("value", "message");

    private SchemaChecks() {}

    static void object(ObjectSchema schema, Place place) {
        for (Field field : schema.fieldsThereOrRequired(place.value().object())) {
            boolean isLeftOut = place.where().isRoot()
                    && (field.name().equals("status") || field.name().equals("metadata"));
            if (!isLeftOut) {
                field(field, place.at(field.name()));
            }
        }
    }

    private static void field(Field field, Place place) {
        if (field.is(Field.Trait.REQUIRED) && isMissing(field, place)) {
            place.required("");
            return;
        }
        if (!place.isAbsent()) {
            value(field.schema(), place);
        }
    }

    /// Of what Go cannot tell from its zero value only texts are asked for: an empty one is as good as none.
    private static boolean isMissing(Field field, Place place) {
        boolean isText = field.schema() instanceof ScalarSchema scalar && scalar.kind() == ScalarSchema.Kind.STRING;
        if (!isText) {
            return field.is(Field.Trait.POINTER) && place.isAbsent();
        }
        return MAY_BE_EMPTY.contains(field.name()) ? false : place.isEmpty();
    }

    private static void value(Schema schema, Place place) {
        switch (schema) {
            case ObjectSchema object -> object(object, place);
            case ListSchema list -> place.elements().forEach(element -> value(list.element(), element));
            case MapSchema map
            when map.value() instanceof ObjectSchema object ->
                place.keys().forEach(key -> object(object, place.entry(key)));
            case ScalarSchema scalar -> word(scalar, place);
            case Schema _ -> {}
        }
    }

    private static void word(ScalarSchema scalar, Place place) {
        var words = scalar.constraints().enumeration();
        boolean isKnown = words.isEmpty() || place.isEmpty() || words.contains(place.value());
        if (!isKnown && place.value() instanceof JsonString) {
            place.report(FieldError.notSupported(
                    place.path(), place.value(), words.stream().map(Json::text).toList()));
        }
    }
}
