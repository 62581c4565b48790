// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.patch;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;

/// Keeps a JSON patch from making much out of little: what its operations copy is added up, and neither
/// the sum nor the nesting may pass a bound. Used for one patch.
final class PatchGrowth {
    /// As much as a request body may have: a copy may double an object, not more.
    private static final int COPIED_BYTES_MAX = 3 * 1024 * 1024;

    private static final int DEPTH_MAX = 500;

    private long copied;

    /// Notes that a value comes to stand at a depth where nobody has measured it yet.
    void charge(Json value, int depth) {
        if (depth > DEPTH_MAX) {
            throw PatchFailure.unprocessable("the patch nests values deeper than " + DEPTH_MAX + " levels");
        }
        switch (value) {
            case JsonObject object ->
                object.forEach((name, field) -> {
                    add(name.length() + 4);
                    charge(field, depth + 1);
                });
            case JsonArray array -> array.values().forEach(element -> charge(element, depth + 1));
            case JsonString(String text) -> add(text.length() + 2);
            case JsonNumber _, JsonBoolean _, JsonNull _ -> {}
        }
        add(2);
    }

    private void add(int bytes) {
        copied += bytes;
        if (copied > COPIED_BYTES_MAX) {
            throw PatchFailure.unprocessable("the patch copies more than " + COPIED_BYTES_MAX + " bytes");
        }
    }
}
