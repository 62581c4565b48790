// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.apiserver.cel.shape.OpenApiShapes;
import dev.skerry.apiserver.cel.shape.Shape;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The expressions of a schema and of everything in it. They are compiled when the first object is judged,
/// which takes some milliseconds each.
///
/// @param shape empty for values that expressions cannot see
/// @param keys what tells the elements of a keyed list apart
record ExpressionRules(
        Optional<Shape> shape,
        List<ValidationRule> rules,
        Map<String, ExpressionRules> fields,
        Optional<ExpressionRules> elements,
        List<String> keys) {
    private static final String KEYWORD = "x-kubernetes-validations";

    static boolean isIn(Json schema) {
        return switch (schema) {
            case JsonObject object ->
                !object.at(KEYWORD).elements().isEmpty()
                        || object.fields().values().stream().anyMatch(ExpressionRules::isIn);
            case JsonArray array -> array.values().stream().anyMatch(ExpressionRules::isIn);
            default -> false;
        };
    }

    /// @param isRoot for a whole object
    static ExpressionRules compile(JsonObject schema, boolean isRoot) {
        Optional<Shape> shape = OpenApiShapes.find(schema, isRoot);
        var rules = new ArrayList<ValidationRule>();
        shape.ifPresent(known -> words(schema).forEach(words -> rules.add(ValidationRule.compile(words, known))));
        Map<String, ExpressionRules> fields = new LinkedHashMap<>();
        schema.at("properties").object().forEach((name, property) -> {
            if (isIn(property)) {
                fields.put(name, inner(property.object()));
            }
        });
        Json elements = schema.at("items") instanceof JsonObject items ? items : schema.at("additionalProperties");
        boolean isKeyed = schema.at("x-kubernetes-list-type").text().equals("map");
        return new ExpressionRules(
                shape,
                rules,
                fields,
                isIn(elements) ? Optional.of(inner(elements.object())) : Optional.empty(),
                isKeyed
                        ? schema.at("x-kubernetes-list-map-keys").elements().stream()
                                .map(Json::text)
                                .toList()
                        : List.of());
    }

    private static ExpressionRules inner(JsonObject schema) {
        return compile(schema, schema.at("x-kubernetes-embedded-resource").booleanOr(false));
    }

    /// The rules of a schema, with those that stand in its `allOf`.
    private static List<Json> words(JsonObject schema) {
        var words = new ArrayList<>(schema.at(KEYWORD).elements());
        schema.at("allOf")
                .elements()
                .forEach(part -> words.addAll(part.at(KEYWORD).elements()));
        return words;
    }

    /// The element of a keyed list that has the same keys; nothing where elements cannot be told apart.
    Optional<Json> findCounterpart(Json element, Json oldList) {
        return keys.isEmpty()
                ? Optional.empty()
                : oldList.elements().stream()
                        .filter(old -> keys.stream().allMatch(key -> old.at(key).equals(element.at(key))))
                        .findFirst();
    }
}
