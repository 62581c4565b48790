// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.foundation.json.JsonObject;
import java.util.Optional;

/// Something that must hold.
public sealed interface ClaimRule {
    /// Why it does not hold; empty if it does.
    Optional<String> findFault(JsonObject claims);

    /// A claim must have a value.
    record Required(String claim, String value) implements ClaimRule {
        @Override
        public Optional<String> findFault(JsonObject claims) {
            return claims.valueOf(claim).text().equals(value)
                    ? Optional.empty()
                    : Optional.of("the claim " + claim + " is not " + value);
        }
    }

    /// An expression must be true.
    ///
    /// @param message what to say if it is not
    record Expressed(ClaimExpression expression, String message) implements ClaimRule {
        @Override
        public Optional<String> findFault(JsonObject claims) {
            return switch (expression.evaluate(claims)) {
                case ClaimExpression.Result.Value(var value) when value.booleanOr(false) -> Optional.empty();
                case ClaimExpression.Result.Value _ -> Optional.of(message);
                case ClaimExpression.Result.Failed(String why) -> Optional.of(message + ": " + why);
            };
        }
    }
}
