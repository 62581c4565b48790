// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// Reads what a node's agent tells of itself as a tree.
public final class NodeDocument {
    private NodeDocument() {}

    /// An interrupt ends the wait for it.
    ///
    /// @throws dev.skerry.api.meta.StatusException as the node refused, 503 if it is not connected now
    /// @throws dev.skerry.foundation.json.JsonException if it is cut short
    /// @throws IOException if the connection broke
    public static Json read(NodeConnector nodes, String node, String path) throws IOException, InterruptedException {
        var request = JsonObject.of("kind", "document", "path", path);
        var text = new ByteArrayOutputStream();
        NodeAnswer.ask(nodes, node, request).body().writeTo(text);
        return JsonReader.read(text.toByteArray());
    }
}
