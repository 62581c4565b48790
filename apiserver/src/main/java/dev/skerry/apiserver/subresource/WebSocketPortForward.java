// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.websocket.WebSocketConnection;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Port forwarding over WebSocket, one TCP connection to each port that the request names. The port at
/// place n has channel 2n for data and 2n + 1 for errors; on both the server first says the port's number in
/// two bytes, the lower one first. The WebSocket ends when all connections have.
final class WebSocketPortForward {
    private final PodPorts ports;
    private final List<Integer> wanted;
    private final RemoteProtocol protocol;

    WebSocketPortForward(PodPorts ports, List<Integer> wanted, RemoteProtocol protocol) {
        this.ports = ports;
        this.wanted = wanted;
        this.protocol = protocol;
    }

    void run(InputStream in, OutputStream out) throws IOException, InterruptedException {
        var socket = new WebSocketConnection(in, out);
        var connections = new ArrayList<PodConnection>();
        try (var carriers = new TaskGroup();
                var reader = new TaskGroup()) {
            try {
                for (int place = 0; place < wanted.size(); place++) {
                    open(socket, place, connections, carriers);
                }
                List<PodConnection> opened = List.copyOf(connections);
                reader.start("port-forward-in", () -> fromClient(socket, opened));
                carriers.await();
                socket.close();
            } finally {
                connections.forEach(PodConnection::close);
            }
        }
    }

    private void open(WebSocketConnection socket, int place, List<PodConnection> connections, TaskGroup carriers)
            throws IOException, InterruptedException {
        int port = wanted.get(place);
        byte[] number = {(byte) port, (byte) (port >> 8)};
        tell(socket, 2 * place, number);
        tell(socket, 2 * place + 1, number);
        try {
            PodConnection connection = ports.connect(port);
            connections.add(connection);
            carriers.start("port-forward", () -> fromPod(socket, place, connection));
        } catch (StatusException unreachable) {
            tell(socket, 2 * place + 1, ports.failure(port, unreachable).getBytes(StandardCharsets.UTF_8));
            throw new IOException("node " + ports.target().node() + " cannot be reached", unreachable);
        }
    }

    private void fromPod(WebSocketConnection socket, int place, PodConnection connection) throws IOException {
        String failure = "";
        try (connection) {
            InputStream input = connection.input();
            byte[] piece = new byte[16 * 1024];
            for (int count = input.read(piece); count >= 0; count = input.read(piece)) {
                tell(socket, 2 * place, Arrays.copyOf(piece, count));
            }
        } catch (IOException broken) {
            failure = ports.failure(wanted.get(place), broken);
        }
        if (!failure.isEmpty()) {
            tell(socket, 2 * place + 1, failure.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void fromClient(WebSocketConnection socket, List<PodConnection> connections) throws IOException {
        try {
            Optional<byte[]> message = socket.read();
            while (message.isPresent()) {
                if (message.get().length > 0) {
                    pass(message.get(), connections);
                }
                message = socket.read();
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a message that should be Base64 is not", e);
        } finally {
            // The client has left: nobody reads what the pod sends.
            connections.forEach(PodConnection::close);
        }
    }

    private void pass(byte[] message, List<PodConnection> connections) {
        int channel = protocol.channel(message);
        int place = channel / 2;
        if (channel % 2 != 0 || place >= connections.size() || channel < 0) {
            return;
        }
        try {
            connections.get(place).output().write(protocol.data(message));
        } catch (IOException _) {
            // The pod has gone; the thread that reads from it tells the client.
            connections.get(place).close();
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
