// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;

/// A document that overlays another one: objects are merged, `null` removes, everything else replaces
/// (RFC 7386).
public final class MergePatch {
    private MergePatch() {}

    /// @throws StatusException 400 if the patch is not an object
    public static JsonObject apply(JsonObject document, Json patch) {
        if (!(patch instanceof JsonObject overlay)) {
            throw StatusException.badRequest("error decoding patch: json: cannot unmarshal " + PatchFailure.form(patch)
                    + " into Go value of type map[string]interface {}");
        }
        return merged(document, overlay);
    }

    private static JsonObject merged(JsonObject target, JsonObject patch) {
        var result = target.toBuilder();
        patch.forEach((name, value) -> {
            switch (value) {
                case JsonNull _ -> result.remove(name);
                // What is not an object yet becomes one, so that nulls below vanish there, too.
                case JsonObject overlay ->
                    result.put(name, merged(target.valueOf(name).object(), overlay));
                default -> result.put(name, value);
            }
        });
        return result.build();
    }
}
