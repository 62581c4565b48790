// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.List;
import java.util.Optional;

/// A token that somebody else may have issued. Nothing in it is proven until [WebKeys#haveSigned] says so.
public final class ForeignToken {
    private final Jwt jwt;

    private ForeignToken(Jwt jwt) {
        this.jwt = jwt;
    }

    /// The token; empty if the text does not have the form of one.
    public static Optional<ForeignToken> find(String text) {
        return Jwt.find(text).map(ForeignToken::new);
    }

    public JsonObject claims() {
        return jwt.claims();
    }

    public String issuer() {
        return jwt.claims().valueOf("iss").text();
    }

    public String id() {
        return jwt.claims().valueOf("jti").text();
    }

    /// A single audience may stand without brackets.
    public List<String> audiences() {
        return switch (jwt.claims().valueOf("aud")) {
            case JsonString(String text) -> List.of(text);
            case JsonArray(List<Json> values) -> values.stream().map(Json::text).toList();
            default -> List.of();
        };
    }

    public String algorithm() {
        return jwt.header().valueOf("alg").text();
    }

    String keyId() {
        return jwt.header().valueOf("kid").text();
    }

    String signed() {
        return jwt.signed();
    }

    byte[] signature() {
        return jwt.signature();
    }
}
