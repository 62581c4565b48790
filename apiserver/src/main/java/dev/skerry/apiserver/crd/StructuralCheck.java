// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/// What is wrong with the OpenAPI schema of a definition. It must be structural: the type of every value
/// can be told by looking down from the root, without trying alternatives.
final class StructuralCheck {
    private static final Set<String> TYPES = Set.of("array", "boolean", "integer", "number", "object", "string");
    private static final Set<String> LIST_TYPES = Set.of("atomic", "set", "map");
    private static final Set<String> MAP_TYPES = Set.of("granular", "atomic");
    private static final List<String> UNSUPPORTED =
            List.of("$ref", "definitions", "dependencies", "patternProperties", "additionalItems", "id");
    private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf");

    private final FaultList faults = new FaultList();

    private StructuralCheck() {}

    static List<FieldError> check(JsonObject schema, String path) {
        var check = new StructuralCheck();
        if (schema.at("type").text().isEmpty()) {
            check.faults.add(FieldError.required(path + ".type", "must not be empty at the root"));
        } else if (!schema.at("type").text().equals("object")) {
            check.faults.add(FieldError.invalid(path + ".type", schema.at("type"), "must be object at the root"));
        }
        check.metadata(schema.at("properties", "metadata").object(), path + ".properties[metadata]");
        check.schema(schema, path);
        return check.faults.faults();
    }

    private void metadata(JsonObject metadata, String path) {
        boolean isRestricted = metadata.at("properties").object().names().stream()
                .anyMatch(name -> !name.equals("name") && !name.equals("generateName"));
        if (isRestricted) {
            faults.add(
                    FieldError.forbidden(
                            path,
                            "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }
    }

    private void schema(JsonObject schema, String path) {
        unsupported(schema, path);
        type(schema, path);
        parts(schema, path);
        list(schema, path);
        extensions(schema, path);
        pattern(schema, path);
        for (String junctor : JUNCTORS) {
            List<Json> alternatives = schema.at(junctor).elements();
            for (int i = 0; i < alternatives.size(); i++) {
                alternative(alternatives.get(i).object(), path + "." + junctor + "[" + i + "]", schema);
            }
        }
        if (schema.at("not") instanceof JsonObject not) {
            alternative(not, path + ".not", schema);
        }
        // Defaults are checked last: a schema that cannot be compiled has been reported above.
        if (schema.has("default") && faults.isEmpty()) {
            ValueRules.compile(schema).check(schema.at("default"), path + ".default", faults);
        }
    }

    private void unsupported(JsonObject schema, String path) {
        for (String keyword : UNSUPPORTED) {
            if (schema.has(keyword) && !schema.at(keyword).isNull()) {
                faults.add(FieldError.forbidden(path + "." + keyword, keyword + " is not supported"));
            }
        }
        if (schema.at("uniqueItems").booleanOr(false)) {
            faults.add(FieldError.forbidden(
                    path + ".uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }
    }

    private void type(JsonObject schema, String path) {
        String type = schema.at("type").text();
        if (!type.isEmpty() && !TYPES.contains(type)) {
            faults.add(FieldError.notSupported(path + ".type", schema.at("type"), TYPES));
        }
        boolean isEither = schema.at("x-kubernetes-int-or-string").booleanOr(false);
        if (isEither && !type.isEmpty()) {
            faults.add(FieldError.invalid(
                    path + ".type", schema.at("type"), "must be empty if x-kubernetes-int-or-string is true"));
        }
    }

    private void demandType(JsonObject schema, String path, String detail) {
        boolean isOpen = schema.at("x-kubernetes-int-or-string").booleanOr(false)
                || schema.at("x-kubernetes-preserve-unknown-fields").booleanOr(false);
        if (schema.at("type").text().isEmpty() && !isOpen) {
            faults.add(FieldError.required(path + ".type", detail));
        }
    }

    private void parts(JsonObject schema, String path) {
        schema.at("properties").object().forEach((name, property) -> {
            String at = path + ".properties[" + name + "]";
            demandType(property.object(), at, "must not be empty for specified object fields");
            schema(property.object(), at);
        });
        Json additional = schema.at("additionalProperties");
        if (additional instanceof JsonBoolean(boolean isAllowed) && !isAllowed) {
            faults.add(FieldError.forbidden(
                    path + ".additionalProperties", "additionalProperties cannot be set to false"));
        }
        if (!additional.isNull() && !schema.at("properties").object().isEmpty()) {
            faults.add(FieldError.forbidden(
                    path + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }
        if (additional instanceof JsonObject values) {
            demandType(values, path + ".additionalProperties", "must not be empty for specified object fields");
            schema(values, path + ".additionalProperties");
        }
        Json items = schema.at("items");
        if (items instanceof JsonArray) {
            faults.add(FieldError.forbidden(path + ".items", "items must be a schema object and not an array"));
        } else if (items instanceof JsonObject element) {
            demandType(element, path + ".items", "must not be empty for specified array items");
            schema(element, path + ".items");
        } else if (schema.at("type").text().equals("array")) {
            faults.add(FieldError.required(path + ".items", "must be specified"));
        }
    }

    private void list(JsonObject schema, String path) {
        Json listType = schema.at("x-kubernetes-list-type");
        List<Json> keys = schema.at("x-kubernetes-list-map-keys").elements();
        if (!listType.isNull()) {
            if (!LIST_TYPES.contains(listType.text())) {
                faults.add(FieldError.notSupported(path + ".x-kubernetes-list-type", listType, LIST_TYPES));
            }
            if (!schema.at("type").text().equals("array")) {
                faults.add(FieldError.invalid(
                        path + ".type", schema.at("type"), "must be array if x-kubernetes-list-type is specified"));
            }
        }
        if (!listType.text().equals("map")) {
            if (!keys.isEmpty()) {
                faults.add(FieldError.invalid(
                        path + ".x-kubernetes-list-type",
                        listType,
                        "must be map if x-kubernetes-list-map-keys is non-empty"));
            }
            return;
        }
        if (keys.isEmpty()) {
            faults.add(FieldError.required(
                    path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }
        keys.forEach(key -> listKey(schema.at("items").object(), key, path));
    }

    /// Every element must have a value in each key field.
    private void listKey(JsonObject items, Json key, String path) {
        if (!items.at("type").text().equals("object")) {
            faults.add(FieldError.invalid(
                    path + ".items.type",
                    items.at("type"),
                    "must be object if parent array's x-kubernetes-list-type is map"));
        }
        Json property = items.at("properties").at(key.text());
        if (property.isNull()) {
            faults.add(FieldError.invalid(
                    path + ".x-kubernetes-list-map-keys", key, "entries must all be names of item properties"));
        } else if (property.at("default").isNull()
                && !items.at("required").elements().contains(key)) {
            faults.add(FieldError.required(
                    path + ".items.properties[" + key.text() + "].default",
                    "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required"
                            + " property"));
        }
    }

    private void extensions(JsonObject schema, String path) {
        Json mapType = schema.at("x-kubernetes-map-type");
        if (!mapType.isNull() && !MAP_TYPES.contains(mapType.text())) {
            faults.add(FieldError.notSupported(path + ".x-kubernetes-map-type", mapType, MAP_TYPES));
        }
        Json preserved = schema.at("x-kubernetes-preserve-unknown-fields");
        if (preserved instanceof JsonBoolean(boolean isPreserved) && !isPreserved) {
            faults.add(FieldError.invalid(
                    path + ".x-kubernetes-preserve-unknown-fields", preserved, "must be true or undefined"));
        }
        boolean isEmbedded = schema.at("x-kubernetes-embedded-resource").booleanOr(false);
        if (isEmbedded && !schema.at("type").text().equals("object")) {
            faults.add(FieldError.invalid(
                    path + ".type", schema.at("type"), "must be object if x-kubernetes-embedded-resource is true"));
        }
    }

    private void pattern(JsonObject schema, String path) {
        String expression = schema.at("pattern").text();
        try {
            BoundedPattern.compile(expression);
        } catch (PatternSyntaxException e) {
            faults.add(FieldError.invalid(
                    path + ".pattern",
                    schema.at("pattern"),
                    "must be a valid regular expression, but isn't: " + e.getDescription()));
        }
    }

    /// An alternative may demand more of a value, but not decide what it is.
    private void alternative(JsonObject schema, String path, JsonObject parent) {
        boolean isEither = parent.at("x-kubernetes-int-or-string").booleanOr(false);
        if (!schema.at("type").isNull() && !isEither) {
            faults.add(FieldError.forbidden(path + ".type", "must be empty to be structural"));
        }
        for (String keyword : List.of("default", "nullable", "additionalProperties")) {
            if (!schema.at(keyword).isNull()) {
                faults.add(FieldError.forbidden(path + "." + keyword, "must be empty to be structural"));
            }
        }
        pattern(schema, path);
        schema.at("properties")
                .object()
                .forEach((name, property) -> alternative(
                        property.object(),
                        path + ".properties[" + name + "]",
                        parent.at("properties", name).object()));
        if (schema.at("items") instanceof JsonObject items) {
            alternative(items, path + ".items", parent.at("items").object());
        }
        for (String junctor : JUNCTORS) {
            List<Json> alternatives = schema.at(junctor).elements();
            for (int i = 0; i < alternatives.size(); i++) {
                alternative(alternatives.get(i).object(), path + "." + junctor + "[" + i + "]", parent);
            }
        }
    }
}
