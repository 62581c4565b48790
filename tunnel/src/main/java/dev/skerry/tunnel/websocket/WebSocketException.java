// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.websocket;

import java.io.IOException;

/// The other side does not speak WebSocket as agreed, or refused to.
public final class WebSocketException extends IOException {
    private final int status;

    WebSocketException(String message) {
        this(message, 0);
    }

    WebSocketException(String message, int status) {
        super(message);
        this.status = status;
    }

    /// The HTTP status that the handshake was answered with; 0 if this is about anything else.
    public int status() {
        return status;
    }
}
