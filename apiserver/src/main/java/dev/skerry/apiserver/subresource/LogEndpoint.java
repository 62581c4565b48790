// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.validation.FieldError;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.registry.ApiCall;
import dev.skerry.apiserver.registry.RegistryParts;
import dev.skerry.apiserver.registry.ResourceEndpoint.SpecialEndpoint;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Map;

/// `pods/log`: what a container wrote, from the node that has it.
record LogEndpoint(RegistryParts parts, NodeConnector nodes) implements SpecialEndpoint {
    private static final GroupVersionKind OPTIONS = new GroupVersionKind("", "v1", "PodLogOptions");
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "text/plain");
    private static final List<String> NUMBERS = List.of("tailLines", "sinceSeconds", "limitBytes");

    @Override
    public Response answer(ApiCall call) throws InterruptedException {
        PodTarget target = PodTarget.of(call, parts);
        boolean isWebSocket = WebSocketHandshake.isAsked(call.http());
        String protocol = isWebSocket ? WebSocketLog.choose(call.http()) : "";
        Response.Writer log = NodeAnswer.ask(nodes, target.node(), request(call.http(), target))
                .body();
        return isWebSocket ? WebSocketLog.of(call.http(), protocol, log) : new Response.Stream(200, HEADERS, log);
    }

    private static JsonObject request(Request http, PodTarget target) {
        return options(http, target.request("logs"));
    }

    /// Adds which part of a log is wanted.
    static JsonObject options(Request http, JsonObject.Builder request) {
        request.put("follow", http.flag("follow"))
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
}
