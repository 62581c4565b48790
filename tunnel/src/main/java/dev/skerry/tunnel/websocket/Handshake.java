// SPDX-License-Identifier: Apache-2.0
package dev.skerry.tunnel.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The HTTP exchange that turns a connection into a WebSocket.
public final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// Status line and headers of the answer together.
    private static final int HEAD_MAX = 16 << 10;

    /// As much of a refusal's body as is worth showing.
    private static final int REFUSAL_MAX = 2 << 10;

    private Handshake() {}

    /// A fresh nonce for `Sec-WebSocket-Key`.
    public static String key(RandomGenerator random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /// What a client sends first.
    public static byte[] request(String host, String path, String key) {
        String head = "GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + key + "\r\n\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What a server puts into its 101 answer.
    ///
    /// @param key the client's `Sec-WebSocket-Key`
    public static Map<String, String> answerHeaders(String key) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Accept", accept(key));
        return headers;
    }

    /// Reads the server's answer up to its empty line.
    ///
    /// @throws WebSocketException if the server did not agree, with what it said instead
    public static void readAnswer(InputStream in, String key) throws IOException {
        String[] lines = readHead(in).split("\r\n", -1);
        String[] words = lines[0].split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new WebSocketException("the server does not speak HTTP");
        }
        if (!words[1].equals("101")) {
            throw new WebSocketException("the server answered " + lines[0] + readRefusal(in, lines), number(words[1]));
        }
        if (!header(lines, "sec-websocket-accept").equals(accept(key))) {
            throw new WebSocketException("the server answered to somebody else's handshake");
        }
    }

    private static String readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int octet = in.read();
            if (octet < 0) {
                throw new WebSocketException("the server closed the connection during the handshake");
            }
            head.write(octet);
            if (head.size() > HEAD_MAX) {
                throw new WebSocketException("the server's answer has more than " + HEAD_MAX + " bytes of headers");
            }
            boolean isExpected = octet == (state % 2 == 0 ? '\r' : '\n');
            state = isExpected ? state + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String readRefusal(InputStream in, String[] lines) throws IOException {
        int length = Math.min(number(header(lines, "content-length")), REFUSAL_MAX);
        return length == 0 ? "" : ": " + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String header(String[] lines, String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).trim();
            }
        }
        return "";
    }

    private static int number(String text) {
        try {
            return Math.max(Integer.parseInt(text), 0);
        } catch (NumberFormatException _) {
            // A header that is no number says as much as no header.
            return 0;
        }
    }

    private static String accept(String key) {
        try {
            // RFC 6455 prescribes SHA-1; it guards against confusion here, not against forgery.
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-1", missing);
        }
    }
}
