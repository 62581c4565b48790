// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.kube;

import dev.skerry.apiserver.http.Handler;
import dev.skerry.apiserver.http.Response;
import dev.skerry.client.http.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Calls an API server's handler on the caller's own thread, for single-threaded tests: whole answers only,
/// no watches.
public final class HandlerTransport implements Transport {
    private final Handler handler;

    public HandlerTransport(Handler handler) {
        this.handler = handler;
    }

    @Override
    public Answer send(Request request) throws IOException {
        try {
            return switch (handler.handle(translated(request))) {
                case Response.Full full -> new Whole(full);
                case Response.Stream _, Response.Upgrade _ ->
                    throw new IOException("an answer that goes on: " + request.target());
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the API answered");
        }
    }

    @Override
    public void close() {}

    private static dev.skerry.apiserver.http.Request translated(Request request) {
        URI target = URI.create(request.target());
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (target.getRawQuery() != null) {
            for (String pair : target.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                query.computeIfAbsent(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), _ -> new ArrayList<>())
                        .add(value);
            }
        }
        Map<String, List<String>> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), List.of(value)));
        return new dev.skerry.apiserver.http.Request(
                request.method(), target.getPath(), query, headers, request.body(), List.of(), "in-process");
    }

    private record Whole(Response.Full full) implements Answer {
        @Override
        public int status() {
            return full.status();
        }

        @Override
        public String header(String name) {
            for (var header : full.headers().entrySet()) {
                if (header.getKey().equalsIgnoreCase(name)) {
                    return header.getValue();
                }
            }
            return "";
        }

        @Override
        public InputStream body() {
            return new ByteArrayInputStream(full.body());
        }

        @Override
        public void limitWait(Duration most) {}

        @Override
        public void close() {}
    }
}
