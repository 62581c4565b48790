// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.util.Optional;
import java.util.stream.Collectors;

/// One step on the way to a field: how server-side apply names the parts of an object.
public sealed interface PathElement {

    /// A field of an object, or an entry of a map.
    record Name(String name) implements PathElement {}

    /// The element of a list of objects that has these values in its key fields.
    record Keys(JsonObject keys) implements PathElement {
        public Keys {
            keys = sorted(keys);
        }

        private static JsonObject sorted(JsonObject keys) {
            if (keys.size() < 2) {
                return keys;
            }
            var sorted = JsonObject.builder();
            keys.names().stream().sorted().forEach(name -> sorted.put(name, keys.valueOf(name)));
            return sorted.build();
        }
    }

    /// The element of a set that is this value.
    record Value(Json value) implements PathElement {}

    /// The element at a position; only others' field sets have these.
    record Index(int index) implements PathElement {}

    /// As field sets in JSON write it: `f:spec`, `k:{"name":"web"}`, `v:"a"`, `i:0`.
    default String key() {
        return switch (this) {
            case Name(String name) -> "f:" + name;
            case Keys(JsonObject keys) -> "k:" + keys;
            case Value(Json value) -> "v:" + value;
            case Index(int index) -> "i:" + index;
        };
    }

    /// The step that a field set writes so, if it is one.
    static Optional<PathElement> findByKey(String key) {
        String rest = key.length() < 2 ? "" : key.substring(2);
        try {
            return switch (key.substring(0, Math.min(2, key.length()))) {
                case "f:" -> Optional.of(new Name(rest));
                case "k:" ->
                    JsonReader.read(rest) instanceof JsonObject keys && !keys.isEmpty()
                            ? Optional.of(new Keys(keys))
                            : Optional.empty();
                case "v:" -> Optional.of(new Value(JsonReader.read(rest)));
                case "i:" -> Optional.of(new Index(Integer.parseInt(rest)));
                default -> Optional.empty();
            };
        } catch (JsonException | NumberFormatException _) {
            // A field set is data that any client may write; who wrote nonsense owns nothing by it.
            return Optional.empty();
        }
    }

    /// As messages write it: `.spec`, `[name="web"]`, `[="a"]`, `[0]`.
    default String text() {
        return switch (this) {
            case Name(String name) -> "." + name;
            case Keys(JsonObject keys) ->
                keys.fields().entrySet().stream()
                        .map(field -> field.getKey() + "=" + field.getValue())
                        .collect(Collectors.joining(",", "[", "]"));
            case Value(Json value) -> "[=" + value + "]";
            case Index(int index) -> "[" + index + "]";
        };
    }
}
