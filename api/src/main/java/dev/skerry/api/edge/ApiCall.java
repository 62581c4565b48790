// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.edge;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;

/// A request to the API that a node sends through its connection, for what can be neither told later nor
/// known before: a token for a pod's ServiceAccount. The server executes it as the node.
public sealed interface ApiCall {
    /// Reads one object.
    record Find(GroupVersionResource resource, ObjectName name) implements ApiCall {}

    /// Posts to a part of an object: `token`.
    record CreatePart(GroupVersionResource resource, ObjectName name, String part, KubeObject object)
            implements ApiCall {}

    /// The kind of stream that carries calls, as its request says it.
    String STREAM_KIND = "api";

    default JsonObject toJson() {
        return switch (this) {
            case Find(var resource, var name) ->
                JsonObject.of("kind", STREAM_KIND, "call", "find", "object", new ObjectKey(resource, name).toString());
            case CreatePart(var resource, var name, String part, KubeObject object) ->
                JsonObject.of(
                        "kind",
                        STREAM_KIND,
                        "call",
                        "createPart",
                        "object",
                        new ObjectKey(resource, name).toString(),
                        "part",
                        part,
                        "body",
                        object.tree());
        };
    }

    /// @throws IllegalArgumentException if this is no call
    static ApiCall read(Json json) {
        var key = ObjectKey.parse(json.at("object").text());
        return switch (json.at("call").text()) {
            case "find" -> new Find(key.resource(), key.name());
            case "createPart" ->
                new CreatePart(
                        key.resource(),
                        key.name(),
                        json.at("part").text(),
                        new KubeObject(json.at("body").object()));
            default -> throw new IllegalArgumentException("a call of unknown kind " + json.at("call"));
        };
    }
}
