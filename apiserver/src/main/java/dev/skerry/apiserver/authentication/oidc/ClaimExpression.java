// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// A compiled expression over the claims of a token, or over the user that comes out of them.
@FunctionalInterface
public interface ClaimExpression {
    /// What became of an evaluation.
    sealed interface Result {
        record Value(Json value) implements Result {}

        record Failed(String why) implements Result {}
    }

    /// Free of side effects; used by many threads.
    Result evaluate(JsonObject input);

    /// Makes expressions out of texts.
    @FunctionalInterface
    interface Compiler {
        /// @param variable what the expression calls its input: `claims` or `user`
        /// @throws IllegalArgumentException that says what is wrong with the text
        ClaimExpression compile(String text, String variable);
    }
}
