// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/// The fields that an applied configuration sets, and so will own, with what is wrong with it. Unlike
/// in other writes an unknown field is always wrong here: nobody could ever own it.
///
/// @param faults `path: what is wrong`; a configuration with faults must not be applied
record AppliedFields(FieldSet fields, List<String> faults) {
    /// Enough to mend by; a list of a million bad elements must not become a million messages.
    private static final int FAULTS_MAX = 10;

    static AppliedFields of(Schema schema, JsonObject configuration) {
        var faults = new ArrayList<String>();
        var root = new FieldSet.Builder();
        new Walk(faults).collect(schema, configuration, "", root);
        return new AppliedFields(root.build(), List.copyOf(faults));
    }

    private record Walk(List<String> faults) {
        void collect(Schema schema, Json value, String path, FieldSet.Builder place) {
            checkType(schema, value, path);
            switch (MergeShape.of(schema, null, value)) {
                case MergeShape.Whole _ -> {
                    // Nothing in a list that has elements of its own is nothing to own.
                    if (!(schema instanceof ListSchema list && list.type() != ListSchema.Type.ATOMIC)) {
                        place.include();
                    }
                }
                case MergeShape.Entries _ ->
                    value.object().forEach((name, field) -> entry(schema, name, field, path, place));
                case MergeShape.Elements elements -> elements(elements, path, place);
            }
        }

        private void entry(Schema schema, String name, Json value, String path, FieldSet.Builder place) {
            var element = new PathElement.Name(name);
            boolean isNamed = schema instanceof ObjectSchema object
                    && object.findField(name).isPresent();
            if (!isNamed && schema instanceof ObjectSchema object && object.unknown() == ObjectSchema.Unknown.PRUNED) {
                fault(path + element.text(), "field not declared in schema");
                return;
            }
            FieldSet.Builder inner = place.at(element);
            collect(MergeShape.part(schema, element), value, path + element.text(), inner);
            boolean isEmpty = value.isNull() || value instanceof JsonObject fields && fields.isEmpty();
            if (!isNamed || isEmpty) {
                inner.include();
            }
        }

        private void elements(MergeShape.Elements list, String path, FieldSet.Builder place) {
            list.right().byKey().forEach((key, values) -> {
                if (values.size() > 1) {
                    fault(path, "duplicate entries for key " + key.text());
                }
                FieldSet.Builder inner = place.at(key);
                collect(list.schema().element(), values.getFirst(), path + key.text(), inner);
                inner.include();
            });
        }

        private void checkType(Schema schema, Json value, String path) {
            if (value.isNull()) {
                return;
            }
            switch (schema) {
                case ObjectSchema _, MapSchema _ -> expect(value instanceof JsonObject, "map", value, path);
                case ListSchema list -> {
                    expect(value instanceof JsonArray, "list", value, path);
                    checkKeys(list, value, path);
                }
                case ScalarSchema scalar -> checkScalar(scalar.kind(), value, path);
                case AnySchema _ -> {}
            }
        }

        private void checkKeys(ListSchema list, Json value, String path) {
            if (list.type() == ListSchema.Type.ATOMIC) {
                return;
            }
            for (int i = 0; i < value.elements().size(); i++) {
                if (KeyedElements.findKey(list, value.elements().get(i)).isEmpty()) {
                    fault(
                            path + "[" + i + "]",
                            list.type() == ListSchema.Type.SET
                                    ? "a set holds plain values only"
                                    : "associative list with keys has an element that omits key field \""
                                            + list.keys().getFirst() + "\" (and doesn't have default value)");
                }
            }
        }

        private void checkScalar(ScalarSchema.Kind kind, Json value, String path) {
            switch (kind) {
                case STRING, BYTES, TIME, MICRO_TIME, DURATION ->
                    expect(value instanceof JsonString, "string", value, path);
                case BOOLEAN -> expect(value instanceof JsonBoolean, "boolean", value, path);
                case INT32, INT64, DOUBLE -> expect(value instanceof JsonNumber, "numeric (int or float)", value, path);
                case QUANTITY, INT_OR_STRING ->
                    expect(value instanceof JsonString || value instanceof JsonNumber, "string or number", value, path);
            }
        }

        private void expect(boolean isRight, String expected, Json value, String path) {
            if (!isRight) {
                String got = value.toString();
                fault(
                        path,
                        "expected " + expected + ", got " + (got.length() <= 100 ? got : got.substring(0, 100) + "…"));
            }
        }

        private void fault(String path, String what) {
            if (faults.size() < FAULTS_MAX) {
                faults.add(path + ": " + what);
            }
        }
    }
}
