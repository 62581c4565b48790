// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication.oidc;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/// Where a part of the user comes from.
public sealed interface ClaimMapping {
    /// The part is left empty.
    record Nothing() implements ClaimMapping {}

    /// A claim, with something in front that keeps it apart from names of other origin.
    record Claim(String name, String prefix) implements ClaimMapping {}

    record Expressed(ClaimExpression expression) implements ClaimMapping {}

    /// The texts that it gives for a token, of which there may be none.
    ///
    /// @throws UnusableClaimException if the token says something that cannot be meant
    default List<String> texts(JsonObject claims) {
        return switch (this) {
            case Nothing() -> List.of();
            case Claim(String name, String prefix) ->
                texts(claims.valueOf(name), name).map(text -> prefix + text).toList();
            case Expressed(ClaimExpression expression) ->
                switch (expression.evaluate(claims)) {
                    case ClaimExpression.Result.Value(Json value) ->
                        texts(value, "expression").toList();
                    case ClaimExpression.Result.Failed(String why) -> throw new UnusableClaimException(why);
                };
        };
    }

    private static Stream<String> texts(Json value, String where) {
        if (value.isNull()) {
            return Stream.empty();
        }
        Stream<Json> values = value instanceof JsonArray array ? array.values().stream() : Stream.of(value);
        return values.map(one -> {
            if (!(one instanceof dev.skerry.foundation.json.JsonString(String text))) {
                throw new UnusableClaimException(where + " is neither text nor a list of texts");
            }
            return text;
        });
    }
}
