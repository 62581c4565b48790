// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.TlsContexts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Asks another server for what this one needs to become one, until that answers.
final class SiteJoin {
    private static final Log LOG = Log.of("server.site");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final int ANSWER_MAX = 1 << 20;

    private final SiteOptions.Joining options;
    private final Clock clock;
    private final RandomGenerator random;

    SiteJoin(SiteOptions.Joining options, Clock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.random = random;
    }

    /// The other server's answer.
    ///
    /// @param files see [SharedFiles]
    /// @param members where etcd's members are
    record Welcome(Json files, List<String> members) {}

    /// @throws TerminalException if it is not let in
    Welcome ask() throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return askOnce();
            } catch (IOException failed) {
                LOG.warn("cannot join yet; trying again", "server", options.server(), "because", failed.getMessage());
                clock.sleep(BACKOFF.delay(failures, random));
            }
        }
    }

    private Welcome askOnce() throws IOException {
        var tls = TlsContexts.client(options.token().trust());
        var request = new Transport.Request(
                "POST", SiteEndpoint.PATH, Map.of("Content-Type", "application/json"), new byte[0]);
        try (var transport = HttpTransport.tls(
                        options.server(), tls, () -> options.token().bearer(), clock);
                var answer = transport.send(request)) {
            Json body = JsonReader.read(answer.body().readNBytes(ANSWER_MAX));
            if (answer.status() == 401) {
                throw new TerminalException(
                        "NotLetIn",
                        options.server() + " does not let this server in: "
                                + body.at("message").textOr("HTTP 401"));
            }
            if (answer.status() != 200) {
                throw new IOException(body.at("message").textOr("HTTP " + answer.status()));
            }
            return new Welcome(
                    body.at("files"),
                    body.at("members").elements().stream().map(Json::text).toList());
        } catch (JsonException malformed) {
            throw new IOException("the answer is not JSON", malformed);
        }
    }
}
