// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A place in a JSON document (RFC 6901): `/spec/containers/0/image`; empty for the whole document.
record JsonPointer(String text, List<String> steps) {
    /// Deeper than any document that we would read.
    private static final int STEPS_MAX = 500;

    JsonPointer {
        steps = List.copyOf(steps);
    }

    /// @throws StatusException 400 if the text is no pointer
    static JsonPointer parse(String text) {
        if (text.isEmpty()) {
            return new JsonPointer(text, List.of());
        }
        String[] parts = text.split("/", -1);
        if (!parts[0].isEmpty() || parts.length > STEPS_MAX) {
            throw StatusException.badRequest("error decoding patch: \"" + shortened(text) + "\" is not a JSON pointer");
        }
        return new JsonPointer(
                text,
                Arrays.stream(parts)
                        .skip(1)
                        .map(step -> step.replace("~1", "/").replace("~0", "~"))
                        .toList());
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /// What stands at this place, if the place exists.
    Optional<Json> find(Json document) {
        Json here = document;
        for (String step : steps) {
            switch (here) {
                case JsonObject object when object.has(step) -> here = object.valueOf(step);
                case JsonArray array
                when index(step, array.size() - 1) >= 0 -> here = array.values().get(index(step, array.size() - 1));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(here);
    }

    /// The document with a value set at this place: a field is set, an element inserted, `-` appends.
    Json add(Json document, Json value) {
        return change(document, 0, (parent, step) -> switch (parent) {
            case JsonObject object -> object.with(step, value);
            case JsonArray array -> inserted(array, step.equals("-") ? array.size() : known(step, array.size()), value);
            default -> throw missing();
        });
    }

    /// The document with the value at this place, which must exist, replaced.
    Json replace(Json document, Json value) {
        return change(document, 0, (parent, step) -> switch (parent) {
            case JsonObject object when object.has(step) -> object.with(step, value);
            case JsonArray array -> set(array, known(step, array.size() - 1), value);
            default -> throw missing();
        });
    }

    /// The document without the value at this place, which must exist.
    Json remove(Json document) {
        return change(document, 0, (parent, step) -> switch (parent) {
            case JsonObject object when object.has(step) -> object.without(step);
            case JsonArray array -> removed(array, known(step, array.size() - 1));
            default -> throw missing();
        });
    }

    boolean isWithin(JsonPointer other) {
        return steps.size() > other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    /// What to do with the innermost container and the last step.
    private interface Change {
        Json apply(Json parent, String step);
    }

    private Json change(Json here, int depth, Change change) {
        String step = steps.get(depth);
        if (depth == steps.size() - 1) {
            return change.apply(here, step);
        }
        return switch (here) {
            case JsonObject object
            when object.has(step) -> object.with(step, change(object.valueOf(step), depth + 1, change));
            case JsonArray array -> {
                int index = known(step, array.size() - 1);
                yield set(array, index, change(array.values().get(index), depth + 1, change));
            }
            default -> throw missing();
        };
    }

    private int known(String step, int last) {
        int index = index(step, last);
        if (index < 0) {
            throw missing();
        }
        return index;
    }

    /// The index that a step names, or -1 if it names none up to the last.
    private static int index(String step, int last) {
        boolean isNumber = !step.isEmpty()
                && step.length() <= 9
                && step.chars().allMatch(c -> c >= '0' && c <= '9')
                && (step.length() == 1 || step.charAt(0) != '0');
        int index = isNumber ? Integer.parseInt(step) : -1;
        return index <= last ? index : -1;
    }

    private static JsonArray inserted(JsonArray array, int index, Json value) {
        var values = new ArrayList<>(array.values());
        values.add(index, value);
        return new JsonArray(values);
    }

    private static JsonArray set(JsonArray array, int index, Json value) {
        var values = new ArrayList<>(array.values());
        values.set(index, value);
        return new JsonArray(values);
    }

    private static JsonArray removed(JsonArray array, int index) {
        var values = new ArrayList<>(array.values());
        values.remove(index);
        return new JsonArray(values);
    }

    private StatusException missing() {
        return PatchFailure.unprocessable("path " + text + " does not exist");
    }
}
