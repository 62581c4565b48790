// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.api.schema.AnySchema;
import dev.skerry.api.schema.Constraints;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ScalarSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The `components.schemas` of a document: every type that was referred to, and what these refer to.
final class Components {
    private static final String REFERENCE = "#/components/schemas/";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private final Map<String, Json> schemas = new TreeMap<>();

    /// A reference to a type, which is described if it is not yet.
    JsonObject reference(ObjectSchema type) {
        if (!schemas.containsKey(type.typeName())) {
            // Held free before it is described: a type may refer to itself.
            schemas.put(type.typeName(), JsonObject.EMPTY);
            schemas.put(type.typeName(), describe(type));
        }
        return reference(type.typeName());
    }

    /// Says of a described type under which group, version and kind it is known.
    void addKinds(ObjectSchema type, List<JsonObject> kinds) {
        add(type.typeName(), describe(type).with("x-kubernetes-group-version-kind", Json.of(kinds)));
    }

    void add(String name, JsonObject schema) {
        schemas.put(name, schema);
    }

    static JsonObject reference(String name) {
        return JsonObject.of("$ref", REFERENCE + name);
    }

    Json toJson() {
        return Json.of(schemas);
    }

    private JsonObject describe(ObjectSchema type) {
        var properties = JsonObject.builder();
        var required = new ArrayList<String>();
        boolean isObject = type.findField("kind").isPresent()
                && type.findField("apiVersion").isPresent();
        for (Field field : type.fields()) {
            String words = isObject ? FieldWords.ofObject(field.name()) : FieldWords.of(type.typeName(), field.name());
            JsonObject property = property(field);
            // What a definition says of its own fields goes before what is said of all.
            boolean isNew = !words.isEmpty() && !property.has("description");
            properties.put(field.name(), isNew ? property.with("description", words) : property);
            if (field.is(Field.Trait.REQUIRED)) {
                required.add(field.name());
            }
        }
        var schema = JsonObject.builder().put("type", "object");
        if (!type.fields().isEmpty()) {
            schema.put("properties", properties.build());
        }
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (type.merging() == MapSchema.Merging.ATOMIC) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        return schema.build();
    }

    private JsonObject property(Field field) {
        var schema = value(field.schema()).toBuilder();
        if (!field.patchMergeKey().isEmpty()) {
            schema.put("x-kubernetes-patch-merge-key", field.patchMergeKey());
        }
        if (!field.patchStrategies().isEmpty()) {
            schema.put("x-kubernetes-patch-strategy", words(field.patchStrategies()));
        }
        return schema.build();
    }

    private static String words(Set<Field.PatchStrategy> strategies) {
        return strategies.stream()
                .sorted(Comparator.naturalOrder())
                .map(strategy -> switch (strategy) {
                    case MERGE -> "merge";
                    case RETAIN_KEYS -> "retainKeys";
                    case REPLACE -> "replace";
                })
                .reduce((first, second) -> first + "," + second)
                .orElse("");
    }

    private JsonObject value(Schema schema) {
        return switch (schema) {
            case ObjectSchema type -> JsonObject.of("allOf", JsonArray.of(reference(type)));
            case ListSchema list -> list(list);
            case MapSchema map -> {
                var builder =
                        JsonObject.builder().put("type", "object").put("additionalProperties", value(map.value()));
                if (map.merging() == MapSchema.Merging.ATOMIC) {
                    builder.put("x-kubernetes-map-type", "atomic");
                }
                yield builder.build();
            }
            case ScalarSchema scalar -> constrained(scalar(scalar.kind()), scalar.constraints());
            case AnySchema any -> any(any.kind());
        };
    }

    private JsonObject list(ListSchema list) {
        var builder = JsonObject.builder().put("type", "array").put("items", value(list.element()));
        switch (list.type()) {
            case ATOMIC -> {}
            case SET -> builder.put("x-kubernetes-list-type", "set");
            case MAP -> builder.put("x-kubernetes-list-map-keys", list.keys()).put("x-kubernetes-list-type", "map");
        }
        return builder.build();
    }

    private static JsonObject constrained(JsonObject schema, Constraints constraints) {
        var builder = schema.toBuilder();
        if (constraints.hasDefault()) {
            builder.put("default", constraints.defaultValue());
        }
        if (!constraints.enumeration().isEmpty()) {
            builder.put("enum", new JsonArray(constraints.enumeration()));
        }
        return builder.build();
    }

    private JsonObject scalar(ScalarSchema.Kind kind) {
        return switch (kind) {
            case STRING -> JsonObject.of("type", "string");
            case BOOLEAN -> JsonObject.of("type", "boolean");
            case INT32 -> JsonObject.of("type", "integer", "format", "int32");
            case INT64 -> JsonObject.of("type", "integer", "format", "int64");
            case DOUBLE -> JsonObject.of("type", "number", "format", "double");
            case BYTES -> JsonObject.of("type", "string", "format", "byte");
            case TIME -> named(META + "Time", JsonObject.of("type", "string", "format", "date-time"));
            case MICRO_TIME -> named(META + "MicroTime", JsonObject.of("type", "string", "format", "date-time"));
            case DURATION -> named(META + "Duration", JsonObject.of("type", "string"));
            case QUANTITY -> named("io.k8s.apimachinery.pkg.api.resource.Quantity", either("number"));
            case INT_OR_STRING ->
                named(
                        "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
                        either("integer").with("format", "int-or-string"));
        };
    }

    private static JsonObject either(String numberType) {
        return JsonObject.of("oneOf", JsonArray.of(JsonObject.of("type", "string"), JsonObject.of("type", numberType)));
    }

    private JsonObject any(AnySchema.Kind kind) {
        return switch (kind) {
            case RAW_EXTENSION ->
                named("io.k8s.apimachinery.pkg.runtime.RawExtension", JsonObject.of("type", "object"));
            case FIELDS_V1 -> named(META + "FieldsV1", JsonObject.of("type", "object"));
            case PRESERVED -> JsonObject.of("x-kubernetes-preserve-unknown-fields", true);
            case JSON -> open("JSON", "Any JSON value.");
            case SCHEMA_OR_BOOLEAN -> open("JSONSchemaPropsOrBool", "A schema, or whether anything may stand here.");
            case SCHEMA_OR_LIST -> open("JSONSchemaPropsOrArray", "A schema, or a list of schemas.");
            case SCHEMA_OR_STRINGS -> open("JSONSchemaPropsOrStringArray", "A schema, or a list of texts.");
        };
    }

    /// A type without a shape that OpenAPI could tell: it is an object in one place and something else in
    /// another. kubectl's `explain` stumbles over a schema that says nothing at all.
    private JsonObject open(String name, String description) {
        return named(
                "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1." + name,
                JsonObject.of("description", description));
    }

    private JsonObject named(String name, JsonObject schema) {
        schemas.putIfAbsent(name, schema);
        return reference(name);
    }
}
