// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.api.schema.Field;
import dev.skerry.api.schema.ListSchema;
import dev.skerry.api.schema.MapSchema;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.Schema;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Kubernetes' own kind of merge patch: like [MergePatch], but lists whose schema names a merge key are
/// merged element by element, and the patch may carry directives:
///
/// * `$patch: replace | delete | merge` in an object: take it instead of, take away, or merge (as without);
/// * `$retainKeys: [names]`: the object keeps no other fields;
/// * `$deleteFromPrimitiveList/x: [values]`: take these out of list `x`;
/// * `$setElementOrder/x: [keys]`: the order that list `x` shall have afterwards.
public final class StrategicPatch {
    static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";
    private static final String ELEMENT_ORDER = "$setElementOrder/";

    private StrategicPatch() {}

    /// @throws StatusException 400 if the patch is malformed
    public static JsonObject apply(Schema schema, JsonObject document, Json patch) {
        if (!(patch instanceof JsonObject overlay)) {
            throw StatusException.badRequest("a strategic merge patch must be a JSON object");
        }
        return merged(schema, document, overlay);
    }

    static JsonObject merged(Schema schema, JsonObject original, JsonObject patch) {
        String directive = patch.at(DIRECTIVE).text();
        return switch (directive) {
            case "", "merge" -> overlaid(schema, original, patch);
            case "replace" -> withoutDirectives(patch).object();
            case "delete" -> JsonObject.EMPTY;
            default -> throw StatusException.badRequest("Unknown patch type found: " + directive);
        };
    }

    private static JsonObject overlaid(Schema schema, JsonObject original, JsonObject patch) {
        var result = new LinkedHashMap<>(original.fields());
        retainKeys(result, patch);
        deleteFromLists(result, patch);
        patch.forEach((name, value) -> {
            if (!isDirective(name)) {
                mergeField(schema, result, name, value, patch);
            }
        });
        orderLists(schema, result, patch);
        return Json.of(result).object();
    }

    private static void retainKeys(Map<String, Json> fields, JsonObject patch) {
        if (!patch.has(RETAIN_KEYS)) {
            return;
        }
        Set<String> retained = new HashSet<>();
        patch.at(RETAIN_KEYS).elements().forEach(name -> retained.add(name.text()));
        fields.keySet().retainAll(retained);
        for (String name : patch.names()) {
            if (!isDirective(name) && !patch.valueOf(name).isNull() && !retained.contains(name)) {
                throw StatusException.badRequest(
                        "invalid patch format of retainKeys: " + name + " is set but not retained");
            }
        }
    }

    private static void deleteFromLists(Map<String, Json> fields, JsonObject patch) {
        patch.forEach((name, value) -> {
            if (name.startsWith(DELETE_FROM_LIST)) {
                var gone = new HashSet<>(value.elements());
                fields.computeIfPresent(
                        name.substring(DELETE_FROM_LIST.length()),
                        (_, list) -> new JsonArray(list.elements().stream()
                                .filter(element -> !gone.contains(element))
                                .toList()));
            }
        });
    }

    private static void mergeField(Schema schema, Map<String, Json> fields, String name, Json value, JsonObject patch) {
        if (value instanceof JsonNull) {
            fields.remove(name);
            return;
        }
        Json old = fields.getOrDefault(name, JsonNull.NULL);
        Optional<Field> field = findField(schema, name);
        boolean isReplaced = field.filter(found -> found.patchStrategies().contains(Field.PatchStrategy.REPLACE))
                .isPresent();
        Json merged;
        if (old instanceof JsonObject object && value instanceof JsonObject overlay && !isReplaced) {
            merged = merged(valueSchema(schema, name), object, overlay);
        } else if (value instanceof JsonArray additions) {
            Json order = patch.at(ELEMENT_ORDER + name);
            merged = StrategicList.of(field)
                    .map(list -> list.merged(old.elements(), additions.values(), order.elements()))
                    .orElseGet(() -> withoutDirectives(additions));
        } else {
            merged = withoutDirectives(value);
        }
        fields.put(name, merged);
    }

    /// Puts lists in order that the patch orders without changing them.
    private static void orderLists(Schema schema, Map<String, Json> fields, JsonObject patch) {
        patch.forEach((name, order) -> {
            String list = name.startsWith(ELEMENT_ORDER) ? name.substring(ELEMENT_ORDER.length()) : "";
            if (!list.isEmpty() && !patch.has(list) && fields.get(list) instanceof JsonArray array) {
                StrategicList.of(findField(schema, list))
                        .ifPresent(merge -> fields.put(list, merge.ordered(array.values(), order.elements())));
            }
        });
    }

    static Json withoutDirectives(Json value) {
        return switch (value) {
            case JsonObject object -> {
                var plain = JsonObject.builder();
                object.forEach((name, field) -> {
                    // There is nothing below that a null could remove.
                    if (!isDirective(name) && !field.isNull()) {
                        plain.put(name, withoutDirectives(field));
                    }
                });
                yield plain.build();
            }
            case JsonArray array ->
                new JsonArray(array.values().stream()
                        .filter(element -> element.at(DIRECTIVE).isNull())
                        .map(StrategicPatch::withoutDirectives)
                        .toList());
            default -> value;
        };
    }

    private static boolean isDirective(String name) {
        return name.startsWith("$")
                && (name.equals(DIRECTIVE)
                        || name.equals(RETAIN_KEYS)
                        || name.startsWith(DELETE_FROM_LIST)
                        || name.startsWith(ELEMENT_ORDER));
    }

    private static Optional<Field> findField(Schema schema, String name) {
        return schema instanceof ObjectSchema object ? object.findField(name) : Optional.empty();
    }

    /// The schema of a part of an object; one that says nothing where none is known.
    private static Schema valueSchema(Schema schema, String name) {
        return switch (schema) {
            case ObjectSchema object ->
                object.findField(name).map(Field::schema).orElse(MergeShape.UNKNOWN);
            case MapSchema map -> map.value();
            default -> MergeShape.UNKNOWN;
        };
    }

    static Schema elementSchema(Schema schema) {
        return schema instanceof ListSchema list ? list.element() : MergeShape.UNKNOWN;
    }
}
