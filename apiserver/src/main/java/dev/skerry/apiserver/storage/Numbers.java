// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;

/// Reads numbers that clients write as text.
public final class Numbers {
    private Numbers() {}

    /// A query parameter that is a number that is not negative; 0 when it is absent.
    public static long parameter(Request request, String name) {
        String text = request.parameter(name);
        try {
            return text.isEmpty() ? 0 : Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException _) {
            throw StatusException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    /// A resourceVersion as a client gives it back; 0 when it is empty.
    public static long resourceVersion(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            throw new StatusException(
                    500,
                    "",
                    "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text
                            + "\": invalid syntax",
                    JsonObject.EMPTY);
        }
    }
}
