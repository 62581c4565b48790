// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.subresource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The dialects of Kubernetes' remote command protocol over WebSocket, from the newest to the oldest. In
/// each a message is a channel and data.
enum RemoteProtocol {
    V5("v5.channel.k8s.io"),
    V4("v4.channel.k8s.io"),
    V4_BASE64("v4.base64.channel.k8s.io"),
    V3("v3.channel.k8s.io"),
    V2("v2.channel.k8s.io"),
    V1("channel.k8s.io"),
    V1_BASE64("base64.channel.k8s.io"),

    /// Who names no protocol speaks the oldest.
    UNNAMED("");

    static final List<String> NAMES =
            Arrays.stream(values()).map(protocol -> protocol.text).toList();

    private final String text;

    RemoteProtocol(String text) {
        this.text = text;
    }

    static RemoteProtocol of(String name) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.text.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no protocol " + name));
    }

    /// Whether how a command ended is told as a `Status` object, rather than in words.
    boolean tellsStatus() {
        return this == V5 || this == V4 || this == V4_BASE64;
    }

    /// Text messages carry the channel as a digit and the data in Base64.
    boolean isText() {
        return this == V4_BASE64 || this == V1_BASE64;
    }

    byte[] encode(int channel, byte[] data) {
        byte[] body = isText() ? Base64.getEncoder().encode(data) : data;
        byte[] message = new byte[1 + body.length];
        message[0] = (byte) (isText() ? '0' + channel : channel);
        System.arraycopy(body, 0, message, 1, body.length);
        return message;
    }

    /// The channel of a message that is not empty.
    int channel(byte[] message) {
        return isText() ? message[0] - '0' : message[0] & 0xff;
    }

    /// The data of a message that is not empty.
    ///
    /// @throws IllegalArgumentException if it should be Base64 and is not
    byte[] data(byte[] message) {
        byte[] body = Arrays.copyOfRange(message, 1, message.length);
        return isText() ? Base64.getDecoder().decode(new String(body, StandardCharsets.US_ASCII)) : body;
    }
}
