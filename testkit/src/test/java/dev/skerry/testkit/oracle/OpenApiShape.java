// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.Set;

/// What a program reads in an OpenAPI document: which paths and operations there are, what they do to which kind, and
/// what objects are made of. Sentences for people, and what every operation repeats, are left out.
final class OpenApiShape {
    private static final Set<String> LEFT_OUT = Set.of(
            "description",
            "parameters",
            "responses",
            "consumes",
            "produces",
            "schemes",
            "tags",
            "requestBody",
            "default",
            "security",
            "securitySchemes");

    private OpenApiShape() {}

    static Json of(Json value) {
        return of(value, false);
    }

    /// @param named whether the names here are somebody's own, such as those of properties
    private static Json of(Json value, boolean named) {
        return switch (value) {
            case JsonObject object -> {
                var builder = JsonObject.builder();
                object.forEach((name, field) -> {
                    if (named || !LEFT_OUT.contains(name)) {
                        builder.put(name, of(field, !named && isOfNames(name)));
                    }
                });
                yield builder.build();
            }
            case JsonArray array ->
                new JsonArray(array.values().stream()
                        .map(element -> of(element, false))
                        .toList());
            default -> value;
        };
    }

    private static boolean isOfNames(String name) {
        return Set.of("properties", "schemas", "definitions").contains(name);
    }
}
