// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.registry;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.apiserver.websocket.WebSocketConnection;
import dev.skerry.apiserver.websocket.WebSocketHandshake;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A watch over WebSocket, each event a message: how fabric8's client watches. What the client sends is
/// read for its pings and its goodbye only.
final class WebSocketWatch {
    private final Response.Stream events;

    private WebSocketWatch(Response.Stream events) {
        this.events = events;
    }

    /// The watch in the form that the request asks for.
    static Response of(Request request, Response.Stream events) {
        return WebSocketHandshake.isAsked(request)
                ? new Response.Upgrade(WebSocketHandshake.headers(request), new WebSocketWatch(events)::run)
                : events;
    }

    private void run(InputStream in, OutputStream out) throws IOException {
        var socket = new WebSocketConnection(in, out);
        boolean isText = events.headers().getOrDefault("Content-Type", "").startsWith("application/json");
        try (var tasks = new TaskGroup()) {
            tasks.start("watch", () -> {
                events.writer().writeTo(new Messages(socket, isText));
                socket.close();
            });
            boolean isOpen = true;
            while (isOpen) {
                isOpen = socket.read().isPresent();
            }
        }
    }

    /// Sends what is written at once as one message: a watch writes an event whole.
    private static final class Messages extends OutputStream {
        private final WebSocketConnection socket;
        private final boolean isText;

        Messages(WebSocketConnection socket, boolean isText) {
            this.socket = socket;
            this.isText = isText;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] event, int offset, int length) throws IOException {
            byte[] message = java.util.Arrays.copyOfRange(event, offset, offset + length);
            if (isText) {
                socket.writeText(message);
            } else {
                socket.writeBinary(message);
            }
        }
    }
}
