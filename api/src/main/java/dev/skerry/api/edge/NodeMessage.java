// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.edge;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.util.Optional;

/// Something that a node tells the server. Applying one twice changes nothing, so that a server which forgot
/// what it had applied can be told again.
public sealed interface NodeMessage {
    /// The node as it sees itself: registered if the server does not know it, its status replaced if it does.
    record NodeReport(KubeObject node) implements NodeMessage {}

    /// Where an object stands.
    ///
    /// @param uid of the object that it is about; empty for whichever has the name
    record StatusReport(GroupVersionResource resource, ObjectName name, String uid, JsonObject status)
            implements NodeMessage {}

    /// An Event (core/v1) whose name is its own for ever.
    record EventReport(KubeObject event) implements NodeMessage {}

    /// Nothing of the pod is left on the node.
    record PodGone(ObjectName name, String uid) implements NodeMessage {}

    /// Which object this is about, for messages of which only the latest counts; empty for the others.
    default Optional<String> subject() {
        return switch (this) {
            case NodeReport(KubeObject node) -> Optional.of("node/" + node.name());
            case StatusReport report ->
                Optional.of(new ObjectKey(report.resource(), report.name()) + "/" + report.uid());
            case EventReport(KubeObject event) -> Optional.of("event/" + event.objectName());
            case PodGone(ObjectName name, String uid) -> Optional.of("gone/" + name + "/" + uid);
        };
    }

    default byte[] toBytes() {
        return JsonWriter.writeBytes(
                switch (this) {
                    case NodeReport(KubeObject node) -> JsonObject.of("kind", "node", "object", node.tree());
                    case StatusReport(GroupVersionResource resource, ObjectName name, String uid, JsonObject status) ->
                        JsonObject.of(
                                "kind",
                                "status",
                                "object",
                                new ObjectKey(resource, name).toString(),
                                "uid",
                                uid,
                                "status",
                                status);
                    case EventReport(KubeObject event) -> JsonObject.of("kind", "event", "object", event.tree());
                    case PodGone(ObjectName name, String uid) ->
                        JsonObject.of(
                                "kind", "podGone", "namespace", name.namespace(), "name", name.name(), "uid", uid);
                });
    }

    /// @throws IllegalArgumentException if the bytes are no message
    static NodeMessage read(byte[] bytes) {
        Json json = parse(bytes);
        return switch (json.at("kind").text()) {
            case "node" -> new NodeReport(new KubeObject(json.at("object").object()));
            case "status" -> {
                var key = ObjectKey.parse(json.at("object").text());
                yield new StatusReport(
                        key.resource(),
                        key.name(),
                        json.at("uid").text(),
                        json.at("status").object());
            }
            case "event" -> new EventReport(new KubeObject(json.at("object").object()));
            case "podGone" ->
                new PodGone(
                        new ObjectName(
                                json.at("namespace").text(), json.at("name").text()),
                        json.at("uid").text());
            default -> throw new IllegalArgumentException("a node's message of unknown kind " + json.at("kind"));
        };
    }

    private static Json parse(byte[] bytes) {
        try {
            return JsonReader.read(bytes);
        } catch (JsonException malformed) {
            throw new IllegalArgumentException(
                    "a node's message that is not JSON: " + malformed.getMessage(), malformed);
        }
    }
}
