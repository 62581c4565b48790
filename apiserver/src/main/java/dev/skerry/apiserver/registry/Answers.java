// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.apiserver.chain.Pretty;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.representation.Compression;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Puts answers together.
public final class Answers {
    private Answers() {}

    /// Bytes that an encoder made.
    public static Response bytes(Request request, int status, String contentType, byte[] body) {
        return Compression.of(request, new Response.Full(status, Map.of("Content-Type", contentType), body));
    }

    /// A tree as JSON.
    public static Response json(Request request, int status, JsonObject tree) {
        byte[] body = Pretty.isWanted(request)
                ? JsonWriter.writePretty(tree).getBytes(StandardCharsets.UTF_8)
                : JsonWriter.writeBytes(tree);
        return bytes(request, status, "application/json", body);
    }

    public static Response text(int status, String text) {
        return new Response.Full(
                status, Map.of("Content-Type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    /// The `Status` that says that it worked.
    ///
    /// @param details empty for none
    public static JsonObject success(JsonObject details) {
        var status = JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Success");
        if (!details.isEmpty()) {
            status.put("details", details);
        }
        return status.build();
    }

    static JsonObject details(GroupVersionResource resource, String name, String uid) {
        return JsonObject.builder()
                .put("name", name)
                .putIfText("group", resource.group())
                .put("kind", resource.resource())
                .putIfText("uid", uid)
                .build();
    }
}
