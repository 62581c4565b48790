// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.websocket.WebSocketConnection;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// Carries a remote command between a WebSocket and a node. The node ends it; a client that leaves closes
/// the node's stream.
final class WebSocketRemoteCommand {
    private final RemoteProtocol protocol;
    private final JsonObject request;
    private final NodeConnector.NodeStream node;

    WebSocketRemoteCommand(RemoteProtocol protocol, JsonObject request, NodeConnector.NodeStream node) {
        this.protocol = protocol;
        this.request = request;
        this.node = node;
    }

    void run(InputStream in, OutputStream out) throws IOException {
        var socket = new WebSocketConnection(in, out);
        try (var tasks = new TaskGroup()) {
            tell(socket, firstOutput(), new byte[0]);
            tasks.start("remote-command-in", () -> fromClient(socket));
            toClient(socket);
            socket.close();
        } finally {
            node.close();
        }
    }

    /// Clients wait for the first message to know that the connection stands.
    private int firstOutput() {
        if (request.at("stdout").booleanOr(false)) {
            return NodeFrame.STDOUT;
        }
        return request.at("stderr").booleanOr(false) ? NodeFrame.STDERR : NodeFrame.ERROR;
    }

    private void toClient(WebSocketConnection socket) throws IOException {
        while (true) {
            Optional<NodeFrame> next = NodeFrame.read(node.input());
            if (next.isEmpty()) {
                return;
            }
            NodeFrame frame = next.get();
            if (frame.channel() == NodeFrame.ERROR) {
                tell(
                        socket,
                        NodeFrame.ERROR,
                        protocol.tellsStatus() ? frame.data() : new ExitStatus(frame.data()).words());
                return;
            }
            if (frame.channel() == NodeFrame.STDOUT || frame.channel() == NodeFrame.STDERR) {
                tell(socket, frame.channel(), frame.data());
            }
        }
    }

    private void fromClient(WebSocketConnection socket) throws IOException {
        try {
            while (true) {
                Optional<byte[]> message = socket.read();
                if (message.isEmpty()) {
                    return;
                }
                pass(message.get());
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a message that should be Base64 is not", e);
        } finally {
            // The client has left: what runs there has nobody to run for.
            node.close();
        }
    }

    private void pass(byte[] message) throws IOException {
        if (message.length == 0) {
            return;
        }
        int channel = protocol.channel(message);
        byte[] data = protocol.data(message);
        boolean isClosing = channel == NodeFrame.CLOSE && protocol == RemoteProtocol.V5;
        boolean isInput = channel == NodeFrame.STDIN || channel == NodeFrame.RESIZE;
        if (isClosing || (isInput && data.length > 0)) {
            NodeFrame.write(node.output(), channel, data);
        }
    }

    private void tell(WebSocketConnection socket, int channel, byte[] data) throws IOException {
        byte[] message = protocol.encode(channel, data);
        if (protocol.isText()) {
            socket.writeText(message);
        } else {
            socket.writeBinary(message);
        }
    }
}
