// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.admission.AdmissionRequest.Operation;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.Admission;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.Permissions;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// `pods/exec` and `pods/attach`: a conversation with a container, over WebSocket or SPDY, whose other end
/// is the node's agent. The server only carries frames to and fro.
///
/// @param kind `exec` or `attach`
record RemoteCommandEndpoint(String kind, RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        Request http = call.http();
        // A GET may open a shell as a POST does, so it needs the same right.
        parts.authorization().demand(Permissions.toCreate(call));
        PodTarget target = PodTarget.of(call, parts);
        boolean isWebSocket = WebSocketHandshake.isAsked(http);
        boolean isSpdy = SpdyHandshake.isAsked(http);
        if (!isWebSocket && !isSpdy) {
            throw StatusException.badRequest("Upgrade request required");
        }
        JsonObject request = request(http, target);
        parts.admission()
                .validate(Admission.request(
                        call,
                        Operation.CONNECT,
                        call.info().name(),
                        Optional.empty(),
                        Optional.of(target.pod()),
                        false));
        if (isSpdy) {
            String protocol = SpdyHandshake.choose(http);
            var stream = nodes.open(target.node(), request);
            return new Response.Upgrade(
                    SpdyHandshake.headers(protocol),
                    (in, out) -> new SpdyRemoteCommand(protocol, request, stream).run(in, out));
        }
        String protocol = WebSocketHandshake.choose(http, RemoteProtocol.NAMES);
        var headers = WebSocketHandshake.headers(http, protocol);
        var stream = nodes.open(target.node(), request);
        return new Response.Upgrade(
                headers,
                (in, out) -> new WebSocketRemoteCommand(RemoteProtocol.of(protocol), request, stream).run(in, out));
    }

    private JsonObject request(Request http, PodTarget target) {
        var request = target.request(kind);
        if (kind.equals("exec")) {
            List<String> command = http.query().getOrDefault("command", List.of());
            if (command.isEmpty()) {
                throw StatusException.badRequest("you must specify at least one command for the container");
            }
            request.put("command", command);
        }
        boolean isTerminal = http.flag("tty");
        return request.put("stdin", http.flag("stdin"))
                .put("stdout", http.flag("stdout"))
                // A terminal has one output for both.
                .put("stderr", http.flag("stderr") && !isTerminal)
                .put("tty", isTerminal)
                .build();
    }
}
