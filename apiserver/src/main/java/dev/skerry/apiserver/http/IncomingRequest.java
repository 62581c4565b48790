// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A request whose body is still arriving. Belongs to the connection's event loop.
final class IncomingRequest {
    private static final int PARAMETERS_MAX = 256;

    /// What Netty adds to say which stream of HTTP/2 a request came on: nobody's header.
    private static final String FRAMING = "x-http2-";

    private final HttpRequest head;
    private final int bodyMax;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    IncomingRequest(HttpRequest head, int bodyMax) {
        this.head = head;
        this.bodyMax = bodyMax;
    }

    /// Whether the client has already said that it will send more than we take.
    boolean announcesTooMuch() {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH, "");
        // Twelve digits are more than any limit, and still far from overflowing a long.
        return length.length() > 12 || (!length.isEmpty() && HttpUtil.getContentLength(head, 0L) > bodyMax);
    }

    boolean wantsContinue() {
        return HttpUtil.is100ContinueExpected(head);
    }

    boolean isKeptAlive() {
        return HttpUtil.isKeepAlive(head);
    }

    boolean isHead() {
        return head.method().name().equals("HEAD");
    }

    /// Whether the client understands a body of unknown length.
    boolean takesChunks() {
        return head.protocolVersion().minorVersion() >= 1;
    }

    /// Adds a piece of the body; false if that is more than we take.
    boolean append(ByteBuf piece) {
        if (body.size() + piece.readableBytes() > bodyMax) {
            return false;
        }
        try {
            piece.readBytes(body, piece.readableBytes());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /// @throws IllegalArgumentException if path or query are not well encoded
    Request finish(ClientTrust.Shown certificates, String remoteAddress) {
        var decoder = new QueryStringDecoder(head.uri(), StandardCharsets.UTF_8, true, PARAMETERS_MAX, true);
        Map<String, List<String>> headers = new HashMap<>();
        for (var header : head.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!name.startsWith(FRAMING)) {
                headers.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(header.getValue());
            }
        }
        String method = head.method().name().toUpperCase(Locale.ROOT);
        return new Request(
                method,
                decoder.path(),
                decoder.parameters(),
                headers,
                body.toByteArray(),
                certificates.asClient(),
                certificates.asProxy(),
                remoteAddress);
    }
}
