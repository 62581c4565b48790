// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// A text that a node's agent sends: a log, or a document about itself. It is handed on when the node's answer has
/// begun, so that a failure there is still told by a status code.
///
/// @param contentType as the node says; empty if it does not
record NodeAnswer(String contentType, Response.Writer body) {
    /// @throws StatusException as the node refused, 503 if it is not connected now
    static NodeAnswer ask(NodeConnector nodes, String node, JsonObject request) throws InterruptedException {
        var stream = nodes.open(node, request);
        boolean isHandedOn = false;
        try {
            Optional<NodeFrame> first = NodeFrame.read(stream.input());
            first.filter(frame -> frame.channel() == NodeFrame.ERROR).ifPresent(NodeAnswer::demandSuccess);
            String contentType = first.filter(frame -> frame.channel() == NodeFrame.HEAD)
                    .map(frame ->
                            JsonReader.read(frame.data()).at("contentType").text())
                    .orElse("");
            isHandedOn = true;
            return new NodeAnswer(contentType, out -> {
                try (stream) {
                    copy(first, stream, out);
                }
            });
        } catch (IOException broken) {
            throw new StatusException(
                    500,
                    "InternalError",
                    "Internal error occurred: the connection to node " + node + " broke: " + broken.getMessage(),
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

    /// Throws what the node answered in place of a text.
    private static void demandSuccess(NodeFrame frame) {
        JsonObject status = JsonReader.read(frame.data()).object();
        if (!status.at("status").text().equals("Success")) {
            throw new StatusException(
                    status.at("code").intOr(500),
                    status.at("reason").text(),
                    status.at("message").text(),
                    status.at("details").object());
        }
    }
}
