// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The demands on lists: their length, their elements, and that elements can be told apart.
final class ListRules {
    private ListRules() {}

    static void addTo(List<ValueRules.Check> checks, JsonObject schema) {
        addLengths(checks, schema);
        if (schema.at("items") instanceof JsonObject items) {
            ValueRules element = ValueRules.compile(items);
            checks.add((value, path, faults) -> {
                List<Json> elements = value instanceof JsonArray(List<Json> values) ? values : List.of();
                for (int i = 0; i < elements.size() && !faults.isFull(); i++) {
                    element.check(elements.get(i), path + "[" + i + "]", faults);
                }
            });
        }
        switch (schema.at("x-kubernetes-list-type").text()) {
            case "set" -> addUniqueness(checks, element -> element);
            case "map" -> {
                List<String> keys = schema.at("x-kubernetes-list-map-keys").elements().stream()
                        .map(Json::text)
                        .toList();
                addUniqueness(checks, element -> keyOf(element, keys));
            }
            default -> {}
        }
    }

    private static void addLengths(List<ValueRules.Check> checks, JsonObject schema) {
        long most = schema.at("maxItems").longOr(Long.MAX_VALUE);
        long least = schema.at("minItems").longOr(0);
        if (most == Long.MAX_VALUE && least == 0) {
            return;
        }
        checks.add((value, path, faults) -> {
            if (value instanceof JsonArray array) {
                if (array.size() > most) {
                    faults.add(FieldError.tooMany(path, array.size(), most));
                }
                if (array.size() < least) {
                    faults.add(ValueRules.invalid(path, value, "should have at least " + least + " items"));
                }
            }
        });
    }

    private static void addUniqueness(List<ValueRules.Check> checks, UnaryOperator<Json> key) {
        checks.add((value, path, faults) -> {
            Set<Json> seen = new HashSet<>();
            List<Json> elements = value.elements();
            for (int i = 0; i < elements.size() && !faults.isFull(); i++) {
                Json found = key.apply(elements.get(i));
                if (!seen.add(found)) {
                    faults.add(FieldError.duplicate(path + "[" + i + "]", found));
                }
            }
        });
    }

    private static Json keyOf(Json element, List<String> keys) {
        var key = JsonObject.builder();
        keys.forEach(name -> key.put(name, element.at(name)));
        return key.build();
    }
}
