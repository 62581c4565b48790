// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.audit.AuditTrail;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Sends audit events to somebody else's server, a batch in each request. While it does not answer the events
/// wait; after some tries a batch is given up, so that those that come later have a chance.
final class AuditWebhook implements AuditTrail.Keeper {
    private static final int TRIES = 5;
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final WebhookTarget target;
    private final Transport transport;
    private final Clock clock;
    private final RandomGenerator random;

    AuditWebhook(WebhookTarget target, Clock clock, RandomGenerator random) {
        this.target = target;
        this.transport = target.transport(clock);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void keep(List<JsonObject> events) throws IOException, InterruptedException {
        byte[] body = JsonWriter.writeBytes(JsonObject.of(
                "kind",
                "EventList",
                "apiVersion",
                "audit.k8s.io/v1",
                "metadata",
                JsonObject.EMPTY,
                "items",
                new JsonArray(List.copyOf(events))));
        for (int attempt = 1; ; attempt++) {
            try {
                post(body);
                return;
            } catch (IOException failed) {
                if (attempt == TRIES) {
                    throw failed;
                }
                clock.sleep(RETRY.delay(attempt, random));
            }
        }
    }

    private void post(byte[] body) throws IOException {
        try (var answer = transport.send(new Transport.Request("POST", target.path(), JSON, body))) {
            answer.body().readAllBytes();
            if (answer.status() / 100 != 2) {
                throw new IOException("the audit webhook " + target.server() + " answered " + answer.status());
            }
        }
    }
}
