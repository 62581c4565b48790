// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Audit events on their way to a real HTTP server.
@Timeout(20)
class AuditWebhookTest {
    @TempDir
    Path folder;

    private final ConcurrentLinkedQueue<Json> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer listener;

    @BeforeEach
    void start() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/audit", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean fails = failures.getAndDecrement() > 0;
            if (!fails) {
                received.add(JsonReader.read(body));
            }
            exchange.sendResponseHeaders(fails ? 503 : 200, -1);
            exchange.close();
        });
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    @Test
    void aBatchIsOneRequest() throws Exception {
        webhook().keep(List.of(JsonObject.of("auditID", "a"), JsonObject.of("auditID", "b")));
        assertThat(received).hasSize(1);
        assertThat(received.peek().at("kind").text()).isEqualTo("EventList");
        assertThat(received.peek().at("items").elements()).hasSize(2);
    }

    @Test
    void aServerThatIsAwayForAWhileGetsItLater() throws Exception {
        failures.set(3);
        webhook().keep(List.of(JsonObject.of("auditID", "a")));
        assertThat(received).hasSize(1);
        failures.set(99);
        assertThatThrownBy(() -> webhook().keep(List.of(JsonObject.of("auditID", "a"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 503");
    }

    private AuditWebhook webhook() throws IOException {
        Path config = folder.resolve("webhook.yaml");
        Files.writeString(config, """
                apiVersion: v1
                kind: Config
                current-context: default
                clusters: [{name: sink, cluster: {server: "http://127.0.0.1:%d/audit?from=plant"}}]
                contexts: [{name: default, context: {cluster: sink, user: ""}}]
                users: []
                """.formatted(listener.getAddress().getPort()));
        return new AuditWebhook(WebhookTarget.read(config), new Impatient(), new Random(1));
    }

    /// The real clock, but nobody waits by it.
    private record Impatient() implements Clock {
        @Override
        public Instant now() {
            return SystemClock.CLOCK.now();
        }

        @Override
        public long nanos() {
            return SystemClock.CLOCK.nanos();
        }

        @Override
        public void sleep(Duration duration) {
            // The order of things is tested, not their time.
        }
    }
}
