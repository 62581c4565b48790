// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.ApiServer;
import dev.skerry.apiserver.authentication.DenyList;
import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.edge.EdgeServer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The few addresses beside the API that nodes use: whom to trust, joining, renewing, and the connection.
final class EdgeEndpoints {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String BEARER = "Bearer ";

    private final EdgeServer edge;
    private final byte[] authority;
    private final DenyList denied;

    /// @param authorityPem what signs the server's certificate, for `/cacerts`
    EdgeEndpoints(EdgeServer edge, String authorityPem, DenyList denied) {
        this.denied = denied;
        this.edge = edge;
        this.authority = authorityPem.getBytes(StandardCharsets.UTF_8);
    }

    void mountOn(ApiServer api) {
        api.mount("/cacerts", _ -> new Response.Full(200, Map.of("Content-Type", "application/x-pem-file"), authority));
        api.mount("/skerry/v1/join", posted(request -> edge.join(bearer(request), body(request))));
        api.mount("/skerry/v1/renew", posted(request -> edge.renew(body(request))));
        api.mount("/skerry/v1/tunnel", request -> api.whileCredentialsHold(request, tunnel(request)));
    }

    private Response tunnel(Request request) {
        if (request.clientCertificates().isEmpty()) {
            return failure(new StatusException(
                    401, "Unauthorized", "a node shows its client certificate; join first", JsonObject.EMPTY));
        }
        var key = request.header("Sec-WebSocket-Key");
        if (key.isEmpty()) {
            return failure(StatusException.badRequest("this address speaks WebSocket only"));
        }
        var certificate = request.clientCertificates().getFirst();
        var denial = denied.findCertificate(certificate);
        if (denial.isPresent()) {
            return failure(new StatusException(
                    403, "Forbidden", "this node's certificate is " + denial.get(), JsonObject.EMPTY));
        }
        return new Response.Upgrade(
                EdgeServer.upgradeHeaders(key.get()), (in, out) -> edge.tunnel(certificate, in, out));
    }

    /// Answers a posted JSON object with another.
    private interface Exchange {
        JsonObject answer(Request request);
    }

    private static Handler posted(Exchange exchange) {
        return request -> {
            try {
                if (!request.method().equals("POST")) {
                    throw new StatusException(
                            405, "MethodNotAllowed", "this address takes POST only", JsonObject.EMPTY);
                }
                return json(200, exchange.answer(request));
            } catch (StatusException refused) {
                return failure(refused);
            } catch (JsonException malformed) {
                return failure(StatusException.badRequest("the body is not JSON: " + malformed.getMessage()));
            }
        };
    }

    private static String bearer(Request request) {
        String header = request.header("Authorization").orElse("");
        if (!header.startsWith(BEARER)) {
            throw new StatusException(401, "Unauthorized", "joining needs a token", JsonObject.EMPTY);
        }
        return header.substring(BEARER.length()).strip();
    }

    private static JsonObject body(Request request) {
        return JsonReader.read(request.body()).object();
    }

    private static Response failure(StatusException refused) {
        return json(refused.code(), refused.toJson());
    }

    private static Response json(int status, Json body) {
        return new Response.Full(status, JSON, JsonWriter.writeBytes(body));
    }
}
