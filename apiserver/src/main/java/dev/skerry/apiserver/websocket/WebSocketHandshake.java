// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.websocket;

import dev.skerry.api.meta.StatusException;
import dev.skerry.apiserver.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Agrees with a client to leave HTTP for WebSocket, and which protocol to speak in it.
public final class WebSocketHandshake {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    public static boolean isAsked(Request request) {
        return request.header("upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
    }

    /// The first protocol that the client names and the server knows; the empty text for a client that names
    /// none, if the server knows that.
    ///
    /// @throws StatusException 400 if there is none
    public static String choose(Request request, List<String> known) {
        List<String> asked = request.headers().getOrDefault("sec-websocket-protocol", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(",", 32)))
                .map(String::strip)
                .toList();
        if (asked.isEmpty() && known.contains("")) {
            return "";
        }
        Optional<String> chosen = asked.stream().filter(known::contains).findFirst();
        return chosen.orElseThrow(() -> StatusException.badRequest(
                "the client asks for the protocols " + asked + ", the server knows " + known));
    }

    /// The headers of the answer that opens a WebSocket with a protocol in it.
    public static Map<String, String> headers(Request request, String protocol) {
        if (protocol.isEmpty()) {
            return headers(request);
        }
        var headers = new HashMap<>(headers(request));
        headers.put("Sec-WebSocket-Protocol", protocol);
        return headers;
    }

    /// The headers of the answer that opens a plain WebSocket.
    public static Map<String, String> headers(Request request) {
        String key = request.header("sec-websocket-key")
                .orElseThrow(() -> StatusException.badRequest("a WebSocket needs the header Sec-WebSocket-Key"));
        return Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", accept(key));
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
