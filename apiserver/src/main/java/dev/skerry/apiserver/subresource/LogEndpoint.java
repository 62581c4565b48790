// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `pods/log`: what a container wrote, from the node that has it. The answer begins when the node's does,
/// so that a failure there is still told by a status code.
record LogEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    private static final GroupVersionKind OPTIONS = new GroupVersionKind("", "v1", "PodLogOptions");
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "text/plain");
    private static final List<String> NUMBERS = List.of("tailLines", "sinceSeconds", "limitBytes");

    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        PodTarget target = PodTarget.of(call, parts);
        JsonObject request = request(call.http(), target);
        boolean isWebSocket = WebSocketHandshake.isAsked(call.http());
        String protocol = isWebSocket ? WebSocketLog.choose(call.http()) : "";
        var stream = nodes.open(target.node(), request);
        boolean isHandedOn = false;
        try {
            Optional<NodeFrame> first = NodeFrame.read(stream.input());
            first.filter(frame -> frame.channel() == NodeFrame.ERROR).ifPresent(LogEndpoint::demandSuccess);
            Response.Writer log = out -> {
                try (stream) {
                    copy(first, stream, out);
                }
            };
            Response answer =
                    isWebSocket ? WebSocketLog.of(call.http(), protocol, log) : new Response.Stream(200, HEADERS, log);
            isHandedOn = true;
            return answer;
        } catch (IOException e) {
            throw new StatusException(
                    500,
                    "InternalError",
                    "Internal error occurred: the connection to node " + target.node() + " broke: " + e.getMessage(),
                    JsonObject.EMPTY);
        } finally {
            if (!isHandedOn) {
                stream.close();
            }
        }
    }

    private static void copy(Optional<NodeFrame> first, NodeConnector.NodeStream stream, OutputStream out)
            throws IOException {
        Optional<NodeFrame> next = first;
        while (next.isPresent() && next.get().channel() != NodeFrame.ERROR) {
            if (next.get().channel() == NodeFrame.STDOUT) {
                out.write(next.get().data());
                out.flush();
            }
            next = NodeFrame.read(stream.input());
        }
    }

    private static JsonObject request(Request http, PodTarget target) {
        var request = target.request("logs")
                .put("follow", http.flag("follow"))
                .put("previous", http.flag("previous"))
                .put("timestamps", http.flag("timestamps"));
        for (String name : NUMBERS) {
            String text = http.parameter(name);
            if (!text.isEmpty()) {
                request.put(name, number(name, text));
            }
        }
        return request.putIfText("sinceTime", http.parameter("sinceTime")).build();
    }

    private static long number(String name, String text) {
        long least = name.equals("tailLines") ? 0 : 1;
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, as a number that is too small is.
        }
        throw FieldError.refusal(
                OPTIONS, "", List.of(FieldError.invalid(name, text, "must be greater than or equal to " + least)));
    }

    /// Throws what the node answered in place of a log.
    private static void demandSuccess(NodeFrame frame) {
        JsonObject status = JsonReader.read(new String(frame.data(), StandardCharsets.UTF_8))
                .object();
        if (!status.at("status").text().equals("Success")) {
            throw new StatusException(
                    status.at("code").intOr(500),
                    status.at("reason").text(),
                    status.at("message").text(),
                    status.at("details").object());
        }
    }
}
