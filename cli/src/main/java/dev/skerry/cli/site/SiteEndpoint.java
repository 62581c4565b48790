// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.security.token.JoinToken;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Where a machine that shall become a server asks for what it needs: the shared files, and where etcd's
/// members are.
final class SiteEndpoint {
    static final String PATH = "/skerry/v1/servers";

    private static final String BEARER = "Bearer ";

    private final JoinToken token;
    private final SharedFiles files;
    private final Supplier<List<String>> memberUrls;

    SiteEndpoint(JoinToken token, SharedFiles files, Supplier<List<String>> memberUrls) {
        this.token = token;
        this.files = files;
        this.memberUrls = memberUrls;
    }

    Response answer(Request request) {
        String header = request.header("Authorization").orElse("");
        if (!request.method().equals("POST")) {
            return refuse(405, "MethodNotAllowed", "this address takes POST only");
        }
        if (!header.startsWith(BEARER)
                || !JoinToken.isEqual(header.substring(BEARER.length()).strip(), token.bearer())) {
            return refuse(
                    401,
                    "Unauthorized",
                    "a server joins with the token in server/" + ServerToken.FILE
                            + " of another one's data folder; a node's token will not do");
        }
        var urls = JsonArray.of(memberUrls.get().toArray());
        return json(200, JsonObject.of("files", files.read(), "members", urls));
    }

    private static Response refuse(int code, String reason, String message) {
        return json(code, new StatusException(code, reason, message, JsonObject.EMPTY).toJson());
    }

    private static Response json(int status, Json body) {
        return new Response.Full(status, Map.of("Content-Type", "application/json"), JsonWriter.writeBytes(body));
    }
}
