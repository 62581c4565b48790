// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.util.Map;

/// `/skerry/v1/encryption`: GET says how encryption stands, POST with an `action` does something about it. It
/// stands behind authentication and authorization: whoever may `get` or `post` this path.
public final class EncryptionEndpoint {
    public static final String PATH = "/skerry/v1/encryption";

    private final Resealer resealer;

    public EncryptionEndpoint(Resealer resealer) {
        this.resealer = resealer;
    }

    public Response answer(Request request) {
        switch (request.method()) {
            case "GET" -> {
                // Nothing to do but tell.
            }
            case "POST" -> act(action(request));
            default -> throw new StatusException(405, "MethodNotAllowed", "GET and POST only", JsonObject.EMPTY);
        }
        return new Response.Full(
                200,
                Map.of("Content-Type", "application/json"),
                JsonWriter.writeBytes(resealer.status().json()));
    }

    private void act(String action) {
        switch (action) {
            case "reencrypt" -> resealer.ask();
            case "rotate-keys" -> {
                if (!resealer.rotate()) {
                    throw new StatusException(
                            409,
                            "Conflict",
                            "an earlier rotation is not finished; wait until the stage is reencrypt_finished",
                            JsonObject.EMPTY);
                }
            }
            default -> throw StatusException.badRequest("action must be rotate-keys or reencrypt");
        }
    }

    private static String action(Request request) {
        try {
            return JsonReader.read(request.body()).at("action").text();
        } catch (JsonException malformed) {
            throw StatusException.badRequest("the body is not JSON: " + malformed.getMessage());
        }
    }
}
