// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A signed JSON Web Token in its compact form: three base64url parts with dots between. Reading one
/// proves nothing yet; [SigningKey#verifies] does.
///
/// @param signed the first two parts, which the signature is made over
@SuppressWarnings("ArrayRecordComponent")
record Jwt(JsonObject header, JsonObject claims, String signed, byte[] signature) {
    /// Our tokens are below 2 KB, and HTTP headers as a whole below 8 or 16 KB at most servers.
    static final int LENGTH_MAX = 16 * 1024;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    static String sign(JsonObject claims, SigningKey key) {
        var header = JsonObject.of("alg", key.algorithm(), "kid", key.id());
        String signed = part(header) + "." + part(claims);
        return signed + "." + ENCODER.encodeToString(key.sign(signed));
    }

    /// The token; empty if the text does not have the form of one.
    static Optional<Jwt> find(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (text.length() > LENGTH_MAX || first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
            return Optional.empty();
        }
        try {
            Json header = JsonReader.read(bytes(text.substring(0, first)));
            Json claims = JsonReader.read(bytes(text.substring(first + 1, second)));
            if (!(header instanceof JsonObject head && claims instanceof JsonObject body)) {
                return Optional.empty();
            }
            return Optional.of(new Jwt(head, body, text.substring(0, second), bytes(text.substring(second + 1))));
        } catch (IllegalArgumentException | JsonException _) {
            // Not base64, or not JSON inside: some other kind of token, which others may understand.
            return Optional.empty();
        }
    }

    private static byte[] bytes(String part) {
        return Base64.getUrlDecoder().decode(part.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(JsonObject json) {
        return ENCODER.encodeToString(JsonWriter.writeBytes(json));
    }
}
