// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/// What an OpenAPI schema demands of a value, compiled once and checked often. Messages are worded as
/// Kubernetes words them.
final class ValueRules {
    private final List<Check> checks;
    private final List<String> types;
    private final boolean isNullable;

    /// One demand. It looks only at values of the type that it is about.
    @FunctionalInterface
    interface Check {
        void check(Json value, String path, FaultList faults);
    }

    private ValueRules(JsonObject schema) {
        types = types(schema);
        isNullable = schema.at("nullable").booleanOr(false);
        var all = new ArrayList<Check>();
        ScalarRules.addTo(all, schema);
        ListRules.addTo(all, schema);
        ObjectValueRules.addTo(all, schema);
        JunctorRules.addTo(all, schema);
        checks = List.copyOf(all);
    }

    /// @throws java.util.regex.PatternSyntaxException if a pattern in the schema is none
    static ValueRules compile(JsonObject schema) {
        return new ValueRules(schema);
    }

    private static List<String> types(JsonObject schema) {
        if (schema.at("x-kubernetes-int-or-string").booleanOr(false)) {
            return List.of("integer", "string");
        }
        String type = schema.at("type").text();
        return type.isEmpty() ? List.of() : List.of(type);
    }

    /// @param path where the value stands, `spec.replicas`; empty for the object itself
    void check(Json value, String path, FaultList faults) {
        if (faults.isFull() || value.isNull() && isNullable) {
            return;
        }
        if (!types.isEmpty() && types.stream().noneMatch(type -> isOfType(value, type))) {
            faults.add(wrongType(path, String.join(",", types), typeOf(value)));
            return;
        }
        checks.forEach(check -> check.check(value, path, faults));
    }

    /// Whether a value is as the schema demands.
    boolean isSatisfiedBy(Json value, String path) {
        var faults = new FaultList();
        check(value, path, faults);
        return faults.isEmpty();
    }

    static FieldError wrongType(String path, String wanted, String found) {
        String shown = Json.of(found).toString();
        return new FieldError(
                FieldError.Type.TYPE_INVALID,
                path,
                Json.of(found),
                path + " in body must be of type " + wanted + ": " + shown);
    }

    static FieldError invalid(String path, Json value, String rule) {
        return FieldError.invalid(path, value, path + " in body " + rule);
    }

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean isOfType(Json value, String type) {
        return switch (type) {
            case "integer" -> value instanceof JsonNumber number && isWhole(number);
            case "number" -> value instanceof JsonNumber;
            case "string" -> value instanceof JsonString;
            case "boolean" -> value instanceof JsonBoolean;
            case "array" -> value instanceof JsonArray;
            case "object" -> value instanceof JsonObject;
            default -> true;
        };
    }

    private static boolean isWhole(JsonNumber number) {
        return number.isIntegral() || number.doubleValue() == Math.rint(number.doubleValue());
    }

    private static String typeOf(Json value) {
        return switch (value) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case JsonString _ -> "string";
            case JsonNumber number -> isWhole(number) ? "integer" : "number";
            case JsonBoolean _ -> "boolean";
            case JsonNull _ -> "null";
        };
    }
}
