// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.apiserver.authentication.oidc.ClaimExpression.Result;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.Optional;

/// Something that must hold of a token's claims, or of the user that comes out of them.
public sealed interface ClaimRule {
    /// Why it does not hold; empty if it does.
    Optional<String> findFault(JsonObject about);

    /// A claim must have a value.
    record Required(String claim, String value) implements ClaimRule {
        @Override
        public Optional<String> findFault(JsonObject claims) {
            if (!claims.has(claim)) {
                return Optional.of("required claim " + claim + " not present in ID token");
            }
            if (!(claims.valueOf(claim) instanceof JsonString(String text))) {
                return Optional.of("parse claim " + claim + ": it is no text");
            }
            return text.equals(value)
                    ? Optional.empty()
                    : Optional.of(
                            "required claim " + claim + " value does not match. Got = " + text + ", want = " + value);
        }
    }

    /// An expression must be true.
    ///
    /// @param message what to say if it is not
    record Expressed(ClaimExpression expression, String message) implements ClaimRule {
        @Override
        public Optional<String> findFault(JsonObject about) {
            return switch (expression.evaluate(about)) {
                case Result.Value(var value) when value.booleanOr(false) -> Optional.empty();
                case Result.Value _ ->
                    Optional.of("validation expression '" + expression.text() + "' failed: " + message);
                case Result.Failed(String why) -> Optional.of(why);
            };
        }
    }
}
