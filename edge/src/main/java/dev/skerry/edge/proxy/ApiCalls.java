// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.proxy;

import dev.skerry.api.edge.ApiCall;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.tunnel.stream.StreamHandler;
import dev.skerry.tunnel.stream.TunnelStream;
import java.io.IOException;
import java.util.Optional;

/// Executes the calls that one node sends through its connection, as that node. Answers
/// `{"object": …}`, `{}` for nothing found, or `{"failure": Status}`.
public final class ApiCalls implements StreamHandler {
    private final KubeClient client;

    /// @param client acts as the node
    public ApiCalls(KubeClient client) {
        this.client = client;
    }

    @Override
    public void serve(byte[] request, TunnelStream stream) throws IOException {
        stream.output().write(JsonWriter.writeBytes(answer(request)));
    }

    private JsonObject answer(byte[] request) {
        try {
            return execute(ApiCall.read(JsonReader.read(request)))
                    .map(object -> JsonObject.of("object", object.tree()))
                    .orElse(JsonObject.EMPTY);
        } catch (StatusException refused) {
            return JsonObject.of("failure", refused.toJson());
        } catch (TransientException unreachable) {
            String message = String.valueOf(unreachable.getMessage());
            var status = new StatusException(503, "ServiceUnavailable", message, JsonObject.EMPTY);
            return JsonObject.of("failure", status.toJson());
        } catch (JsonException | IllegalArgumentException malformed) {
            String message = String.valueOf(malformed.getMessage());
            return JsonObject.of("failure", StatusException.badRequest(message).toJson());
        }
    }

    private Optional<KubeObject> execute(ApiCall call) {
        return switch (call) {
            case ApiCall.Find(var resource, var name) -> client.find(resource, name);
            case ApiCall.CreatePart(var resource, var name, String part, KubeObject object) ->
                Optional.of(client.createSubresource(resource, name, part, object));
        };
    }
}
