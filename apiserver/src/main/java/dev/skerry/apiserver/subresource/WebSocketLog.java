// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.websocket.WebSocketConnection;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// A log over WebSocket: what comes from the node, message by message, as bytes or in Base64. What the
/// client sends is read for its pings and its goodbye only.
final class WebSocketLog {
    private static final String BASE64 = "base64.binary.k8s.io";
    private static final List<String> KNOWN = List.of("binary.k8s.io", BASE64, "");

    private final String protocol;
    private final Response.Writer log;

    private WebSocketLog(String protocol, Response.Writer log) {
        this.protocol = protocol;
        this.log = log;
    }

    /// @throws dev.skerry.api.meta.StatusException 400 if the client speaks no protocol that is known here
    static String choose(Request request) {
        return WebSocketHandshake.choose(request, KNOWN);
    }

    static Response.Upgrade of(Request request, String protocol, Response.Writer log) {
        return new Response.Upgrade(
                WebSocketHandshake.headers(request, protocol), new WebSocketLog(protocol, log)::run);
    }

    private void run(InputStream in, OutputStream out) throws IOException {
        var socket = new WebSocketConnection(in, out);
        try (var tasks = new TaskGroup()) {
            tasks.start("log", () -> {
                log.writeTo(messages(socket));
                socket.close();
            });
            boolean isOpen = true;
            while (isOpen) {
                isOpen = socket.read().isPresent();
            }
        }
    }

    private OutputStream messages(WebSocketConnection socket) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                byte[] message = Arrays.copyOfRange(bytes, start, start + length);
                if (protocol.equals(BASE64)) {
                    socket.writeText(Base64.getEncoder().encode(message));
                } else {
                    socket.writeBinary(message);
                }
            }
        };
    }
}
