// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import dev.skerry.foundation.json.JsonObject;

/// The state that a continue token belongs to is forgotten: 410, with a token for going on inconsistently.
public final class ExpiredContinue extends RuntimeException {
    private static final String MESSAGE =
            "The provided continue parameter is too old to display a consistent list result. You can start a new "
                    + "list without the continue parameter, or use the continue token in this response to retrieve "
                    + "the remainder of the results. Continuing with the provided token results in an inconsistent "
                    + "list - objects that were created, modified, or deleted between the time the first chunk was "
                    + "returned and now may show up in the list.";

    private final String token;

    ExpiredContinue(String token) {
        super(MESSAGE);
        this.token = token;
    }

    /// The `Status` object, whose metadata carries the token.
    public JsonObject status() {
        return JsonObject.of(
                "kind", "Status",
                "apiVersion", "v1",
                "metadata", JsonObject.of("continue", token),
                "status", "Failure",
                "message", MESSAGE,
                "reason", "Expired",
                "code", 410);
    }
}
