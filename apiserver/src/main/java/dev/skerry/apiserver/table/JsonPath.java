// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// A path into an object in the form that CustomResourceDefinitions use: `.spec.replicas`,
/// `.metadata.labels['app']`, `.status.conditions[?(@.type=="Ready")].status`, `.spec.ports[0]`,
/// `.spec.ports[*].name`.
public final class JsonPath {
    private final String text;
    private final List<Step> steps;

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /// One step of the way.
    sealed interface Step {
        record Field(String name) implements Step {}

        /// Negative from the end.
        record Index(int index) implements Step {}

        record All() implements Step {}

        /// Elements in which the value under a path compares so with a value.
        record Filter(List<Step> path, boolean isEqual, Json value) implements Step {}
    }

    /// @throws IllegalArgumentException if the text is no path
    public static JsonPath parse(String text) {
        return new JsonPath(text, new JsonPathParser(text).parse());
    }

    /// The first value that the path leads to.
    public Optional<Json> findFirst(Json json) {
        return find(json, steps);
    }

    private static Optional<Json> find(Json json, List<Step> steps) {
        if (steps.isEmpty()) {
            return Optional.of(json);
        }
        for (Json next : next(json, steps.getFirst())) {
            Optional<Json> found = find(next, steps.subList(1, steps.size()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<Json> next(Json json, Step step) {
        return switch (step) {
            case Step.Field(String name) ->
                json instanceof JsonObject object && object.has(name) ? List.of(object.valueOf(name)) : List.of();
            case Step.Index(int index) -> {
                int at = index < 0 ? json.elements().size() + index : index;
                yield at >= 0 && at < json.elements().size()
                        ? List.of(json.elements().get(at))
                        : List.of();
            }
            case Step.All() -> parts(json);
            case Step.Filter(var path, var isEqual, var value) ->
                parts(json).stream()
                        .filter(part -> find(part, path)
                                .filter(found -> found.equals(value) == isEqual)
                                .isPresent())
                        .toList();
        };
    }

    private static List<Json> parts(Json json) {
        return switch (json) {
            case JsonArray array -> array.values();
            case JsonObject object -> List.copyOf(object.fields().values());
            default -> List.of();
        };
    }

    /// The names of a path that has nothing but names, `.spec.replicas`.
    public Optional<List<String>> findNames() {
        boolean isSimple = steps.stream().allMatch(step -> step instanceof Step.Field);
        return isSimple
                ? Optional.of(
                        steps.stream().map(step -> ((Step.Field) step).name()).toList())
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
