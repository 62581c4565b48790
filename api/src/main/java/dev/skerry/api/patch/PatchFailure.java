// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;

/// The ways in which a patch is refused.
final class PatchFailure {
    private PatchFailure() {}

    /// What a value is that should have been something else, in the words of messages.
    static String form(Json value) {
        return switch (value) {
            case JsonObject _ -> "object";
            case JsonArray _ -> "array";
            case JsonString _ -> "string";
            case JsonNumber _ -> "number";
            case JsonBoolean _ -> "bool";
            case JsonNull _ -> "null";
        };
    }

    /// The patch is well formed but cannot be applied to this object. The message is the one that the
    /// Kubernetes API has for all such cases; the reason stands among the causes, which kubectl shows.
    static StatusException unprocessable(String why) {
        return new StatusException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                JsonObject.of("causes", JsonArray.of(JsonObject.of("message", why, "field", "patch"))));
    }
}
