// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The demands on objects: what must be in them, how many fields, and what each must be like.
final class ObjectValueRules {
    private ObjectValueRules() {}

    static void addTo(List<ValueRules.Check> checks, JsonObject schema) {
        addRequired(checks, schema);
        addCounts(checks, schema);
        addProperties(checks, schema);
        if (schema.at("x-kubernetes-embedded-resource").booleanOr(false)) {
            addEmbedded(checks);
        }
    }

    private static void addRequired(List<ValueRules.Check> checks, JsonObject schema) {
        List<String> required =
                schema.at("required").elements().stream().map(Json::text).toList();
        if (required.isEmpty()) {
            return;
        }
        checks.add((value, path, faults) -> {
            if (value instanceof JsonObject object) {
                for (String name : required) {
                    if (!object.has(name)) {
                        faults.add(FieldError.required(ValueRules.child(path, name), ""));
                    }
                }
            }
        });
    }

    private static void addCounts(List<ValueRules.Check> checks, JsonObject schema) {
        long most = schema.at("maxProperties").longOr(Long.MAX_VALUE);
        long least = schema.at("minProperties").longOr(0);
        if (most == Long.MAX_VALUE && least == 0) {
            return;
        }
        checks.add((value, path, faults) -> {
            if (value instanceof JsonObject object) {
                if (object.size() > most) {
                    faults.add(FieldError.tooMany(path, object.size(), most));
                }
                if (object.size() < least) {
                    faults.add(ValueRules.invalid(path, value, "should have at least " + least + " properties"));
                }
            }
        });
    }

    private static void addProperties(List<ValueRules.Check> checks, JsonObject schema) {
        Map<String, ValueRules> properties = new LinkedHashMap<>();
        schema.at("properties")
                .object()
                .forEach((name, property) -> properties.put(name, ValueRules.compile(property.object())));
        if (!properties.isEmpty()) {
            checks.add((value, path, faults) -> {
                if (value instanceof JsonObject object) {
                    properties.forEach((name, rules) -> {
                        if (object.has(name)) {
                            rules.check(object.valueOf(name), ValueRules.child(path, name), faults);
                        }
                    });
                }
            });
        }
        if (schema.at("additionalProperties") instanceof JsonObject additional) {
            ValueRules rules = ValueRules.compile(additional);
            checks.add((value, path, faults) -> value.object().forEach((name, field) -> {
                if (!properties.containsKey(name)) {
                    rules.check(field, ValueRules.child(path, name), faults);
                }
            }));
        }
    }

    /// An object within an object must say what it is.
    private static void addEmbedded(List<ValueRules.Check> checks) {
        checks.add((value, path, faults) -> {
            if (value instanceof JsonObject object) {
                for (String name : List.of("apiVersion", "kind")) {
                    if (object.at(name).text().isEmpty()) {
                        faults.add(FieldError.required(ValueRules.child(path, name), "must not be empty"));
                    }
                }
            }
        });
    }
}
