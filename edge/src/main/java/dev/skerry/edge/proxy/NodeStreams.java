// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.proxy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.edge.session.ConnectedNodes;
import dev.skerry.edge.session.NodeSession;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.tunnel.stream.TunnelStream;
import java.io.IOException;
import java.util.Optional;

/// Opens streams to the agents of connected nodes. The server never dials: a node without a connection
/// cannot be reached, and that is said at once.
public final class NodeStreams {
    private final ConnectedNodes connected;

    public NodeStreams(ConnectedNodes connected) {
        this.connected = connected;
    }

    /// @param request what the agent is to do; it answers on the stream
    /// @throws StatusException 503 if the node is not connected now
    public TunnelStream open(String node, JsonObject request) {
        Optional<NodeSession> session = connected.find(node);
        if (session.isEmpty()) {
            throw unavailable("node " + node + " is not connected");
        }
        try {
            return session.get().connection().open(JsonWriter.writeBytes(request));
        } catch (IOException refused) {
            throw unavailable("node " + node + " cannot be reached: " + refused.getMessage());
        }
    }

    private static StatusException unavailable(String message) {
        return new StatusException(503, "ServiceUnavailable", message, JsonObject.EMPTY);
    }
}
