// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.security.token.ServiceAccountTokens;
import java.util.Map;
import java.util.Optional;

/// What others need to verify ServiceAccount tokens by themselves: who issues them, and with which keys.
public final class IssuerDocuments {
    private static final String CACHE = "public, max-age=3600";

    private final ServiceAccountTokens tokens;

    public IssuerDocuments(ServiceAccountTokens tokens) {
        this.tokens = tokens;
    }

    /// The document under a path; empty if none is there.
    public Optional<Response> find(String path) {
        return switch (path) {
            case "/.well-known/openid-configuration", "/.well-known/openid-configuration/" ->
                Optional.of(document("application/json", tokens.configurationDocument()));
            case "/openid/v1/jwks", "/openid/v1/jwks/" ->
                Optional.of(document("application/jwk-set+json", tokens.keysDocument()));
            default -> Optional.empty();
        };
    }

    private static Response document(String type, JsonObject document) {
        return new Response.Full(
                200, Map.of("Content-Type", type, "Cache-Control", CACHE), JsonWriter.writeBytes(document));
    }
}
