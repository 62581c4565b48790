// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skerry.runtime.ImageStore.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A small real registry on loopback, with the habits and the misfortunes of the large ones.
final class TestRegistry implements AutoCloseable {
    /// How it wants to know who asks.
    enum Login {
        NONE,
        BASIC,
        TOKEN
    }

    private static final String USER = "plant";
    private static final String PASSWORD = "s3cret";
    private static final String TOKEN = "token-of-the-day";

    /// What was asked for: path and range.
    final List<String> requests = new CopyOnWriteArrayList<>();

    /// How many blob downloads still break off in the middle.
    final AtomicInteger breaks = new AtomicInteger();

    volatile Login login = Login.NONE;
    volatile boolean knowsRanges = true;
    volatile boolean redirectsBlobs;
    volatile boolean damagesBlobs;
    volatile int status;

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> tags = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    TestRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v2/", this::registry);
        server.createContext("/storage/", this::storage);
        server.createContext("/token", this::token);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    Credentials credentials() {
        return new Credentials(USER, PASSWORD);
    }

    void put(String tag, TestImage image) {
        blobs.putAll(image.blobs());
        tags.put(tag, image.manifest());
    }

    /// Paths of layers that were fetched.
    long downloads(String digest) {
        return requests.stream()
                .filter(request -> request.contains("/blobs/" + digest))
                .count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void registry(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        try (exchange) {
            if (status != 0) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!isWelcome(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", challenge());
                exchange.sendResponseHeaders(401, -1);
            } else {
                requests.add(path + (range == null ? "" : " " + range));
                answer(exchange, path, range);
            }
        }
    }

    private void answer(HttpExchange exchange, String path, String range) throws IOException {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.contains("/manifests/")) {
            send(exchange, blobs.get(tags.getOrDefault(last, last)));
        } else if (redirectsBlobs) {
            exchange.getResponseHeaders()
                    .add("Location", "http://localhost:" + server.getAddress().getPort() + "/storage/" + last);
            exchange.sendResponseHeaders(307, -1);
        } else {
            sendBlob(exchange, blobs.get(last), range);
        }
    }

    /// Where redirects lead: a place that must not see our credentials.
    private void storage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            requests.add(path);
            sendBlob(
                    exchange,
                    blobs.get(path.substring(path.lastIndexOf('/') + 1)),
                    exchange.getRequestHeaders().getFirst("Range"));
        }
    }

    private void sendBlob(HttpExchange exchange, byte[] blob, String range) throws IOException {
        if (blob == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        boolean isRanged = range != null && knowsRanges;
        int from = isRanged ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)) : 0;
        byte[] content = blob.clone();
        if (damagesBlobs) {
            content[content.length - 1] ^= 1;
        }
        int length = content.length - from;
        exchange.sendResponseHeaders(isRanged ? 206 : 200, length);
        boolean isBroken = length > 1000 && breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        exchange.getResponseBody().write(content, from, isBroken ? length / 2 : length);
        exchange.getResponseBody().flush();
        // Closing an exchange whose body is not complete closes the connection.
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isKnown = basic().equals(exchange.getRequestHeaders().getFirst("Authorization"));
            boolean asksForPull = exchange.getRequestURI().getQuery().contains("scope=repository:plant/app:pull");
            if (!isKnown || !asksForPull) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            send(exchange, ("{\"token\":\"" + TOKEN + "\"}").getBytes(StandardCharsets.UTF_8));
        }
    }

    private boolean isWelcome(String authorization) {
        return switch (login) {
            case NONE -> true;
            case BASIC -> basic().equals(authorization);
            case TOKEN -> ("Bearer " + TOKEN).equals(authorization);
        };
    }

    private String challenge() {
        return login == Login.BASIC
                ? "Basic realm=\"test\""
                : "Bearer realm=\"http://" + address() + "/token\",service=\"test\"";
    }

    private static String basic() {
        byte[] pair = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
