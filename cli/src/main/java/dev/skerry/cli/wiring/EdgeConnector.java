// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.subresource.NodeConnector;
import dev.skerry.edge.EdgeServer;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.tunnel.stream.TunnelStream;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Leads the API server's logs and exec to the nodes' connections. Made before the edge server, which itself
/// needs the API; [#connect] closes the circle before the first request.
final class EdgeConnector implements NodeConnector {
    private volatile @Nullable EdgeServer edge;

    void connect(EdgeServer server) {
        edge = server;
    }

    @Override
    public NodeStream open(String node, JsonObject request) {
        EdgeServer server = edge;
        if (server == null) {
            throw new IllegalStateException("a request came before the server was put together");
        }
        return new Tunnelled(server.openStream(node, request));
    }

    private record Tunnelled(TunnelStream stream) implements NodeStream {
        @Override
        public InputStream input() {
            return stream.input();
        }

        @Override
        public OutputStream output() {
            return stream.output();
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
