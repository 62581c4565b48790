// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server on a real socket, against a client that writes bytes by hand.
@Timeout(20)
class HttpServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws Exception {
        try (var server = start(request -> text(request.path()));
                var client = connect(server)) {
            send(client, "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.indexOf("/a")).isPositive().isLessThan(all.indexOf("/b"));
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var first = start(request -> text(request.path()))) {
            var settings = ServerSettings.plain(first.address());
            int port = first.address().getPort();
            assertThatThrownBy(() -> HttpServer.start(settings, _ -> text("second"), SystemClock.CLOCK, new Metrics()))
                    .isInstanceOf(BindException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + port + ": Address already in use");
        }
    }

    @Test
    void aStreamReachesTheClientAsItIsWritten() throws Exception {
        var goOn = new CountDownLatch(1);
        Handler handler = _ -> new Response.Stream(200, Map.of(), out -> {
            out.write("first".getBytes(StandardCharsets.UTF_8));
            out.flush();
            goOn.await();
        });
        try (var server = start(handler);
                var client = connect(server)) {
            send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            readUntil(client.getInputStream(), "first");
            goOn.countDown();
        }
    }

    @Test
    void aClientThatLeavesEndsItsStream() throws Exception {
        var ended = new CountDownLatch(1);
        Handler handler = _ -> new Response.Stream(200, Map.of(), out -> {
            try {
                out.flush();
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
        });
        try (var server = start(handler)) {
            try (var client = connect(server)) {
                send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                readUntil(client.getInputStream(), "200 OK");
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        var ended = new CountDownLatch(1);
        Handler handler = _ -> new Response.Stream(200, Map.of(), out -> {
            try {
                while (true) {
                    out.write(new byte[64 * 1024]);
                }
            } finally {
                ended.countDown();
            }
        });
        var second = Duration.ofSeconds(1);
        var settings = ServerSettings.plain(ANY).withTimeouts(second, second, second);
        try (var server = HttpServer.start(settings, handler, SystemClock.CLOCK, new Metrics());
                var client = connect(server)) {
            send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anUpgradedConnectionCarriesBytesBothWays() throws Exception {
        Handler handler = _ -> new Response.Upgrade(Map.of("Upgrade", "echo", "Connection", "Upgrade"), (in, out) -> {
            out.write(in.readNBytes(5));
            out.flush();
        });
        try (var server = start(handler);
                var client = connect(server)) {
            // Sent with the request: what was read too early must not be lost.
            send(client, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhel");
            readUntil(client.getInputStream(), "\r\n\r\n");
            send(client, "lo");
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("hello");
        }
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        try (var server = start(_ -> text("ok"))) {
            assertThat(answerTo(server, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(answerTo(server, "GET /" + "x".repeat(40_000) + " HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 414");
            assertThat(answerTo(server, "GET / HTTP/1.1\r\nA: " + "x".repeat(70_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431");
            assertThat(answerTo(server, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(answerTo(server, "POST / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n"))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aHandlerThatFailsAnswers500AndTheServerLives() throws Exception {
        Handler handler = request -> {
            if (request.path().equals("/bad")) {
                throw new IllegalStateException("a mistake of ours");
            }
            return text("ok");
        };
        try (var server = start(handler)) {
            assertThat(answerTo(server, "GET /bad HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500");
            assertThat(answerTo(server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .endsWith("ok");
        }
    }

    private static HttpServer start(Handler handler) throws IOException {
        return HttpServer.start(ServerSettings.plain(ANY), handler, SystemClock.CLOCK, new Metrics());
    }

    private static Response text(String text) {
        return new Response.Full(200, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Socket connect(HttpServer server) throws IOException {
        return new Socket(server.address().getAddress(), server.address().getPort());
    }

    private static String answerTo(HttpServer server, String request) throws IOException {
        try (var client = connect(server)) {
            send(client, request);
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private static void readUntil(InputStream in, String wanted) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            int value = in.read();
            assertThat(value).as("ended after " + seen).isNotNegative();
            seen.append((char) value);
        }
    }
}
