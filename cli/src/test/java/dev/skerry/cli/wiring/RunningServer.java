// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.cli.site.SiteOptions;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A whole server without a node on this machine, and its administrator: API, controllers and scheduler, as
/// `skerry server --disable-agent` runs them. In what is sent, `'` stands for `"`.
final class RunningServer implements AutoCloseable {
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";

    /// Longer than a slow machine needs; what is waited for comes within a second on a fast one.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration GLANCE = Duration.ofMillis(20);

    private final ServerWiring server;
    private final HttpClient http;

    private RunningServer(ServerWiring server, HttpClient http) {
        this.server = server;
        this.http = http;
    }

    record Answer(int code, String text) {
        Json body() {
            return text.startsWith("{") ? JsonReader.read(text) : JsonNull.NULL;
        }

        Json at(String... path) {
            return body().at(path);
        }

        List<Json> items() {
            return at("items").elements();
        }

        /// This answer, if it has that code.
        Answer is(int expected) {
            assertThat(code).as(text).isEqualTo(expected);
            return this;
        }
    }

    static RunningServer start(Path folder) throws Exception {
        return start(folder, Datastore.embedded(folder.resolve("state.db")));
    }

    static RunningServer start(Path folder, Datastore datastore) throws Exception {
        return start(folder, datastore, "");
    }

    static RunningServer start(Path folder, Datastore datastore, String token) throws Exception {
        return start(options(folder, datastore, token, Optional.empty()));
    }

    /// One that takes a proxy's word for who is asking.
    static RunningServer start(Path folder, TrustedProxy proxy) throws Exception {
        return start(options(folder, Datastore.embedded(folder.resolve("state.db")), "", Optional.of(proxy)));
    }

    private static ServerOptions options(Path folder, Datastore datastore, String token, Optional<TrustedProxy> proxy) {
        return new ServerOptions(
                folder.resolve("server"),
                InetAddress.getLoopbackAddress(),
                0,
                Optional.empty(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(30),
                List.of(),
                folder.resolve("kubeconfig.yaml"),
                datastore,
                new SiteOptions.None(),
                token,
                List.of(),
                proxy,
                Optional.empty(),
                Keeping.STANDARD,
                Optional.empty());
    }

    private static RunningServer start(ServerOptions options) throws Exception {
        var server = ServerWiring.start(options);
        var certificates = server.certificates();
        var tls = TlsContexts.of(
                certificates.administrator(),
                TrustedAuthorities.trusting(List.of(certificates.authority().certificate())));
        return new RunningServer(server, HttpClient.newBuilder().sslContext(tls).build());
    }

    X509Certificate authority() {
        return server.certificates().authority().certificate();
    }

    String address() {
        return server.address();
    }

    Answer read(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", "");
    }

    Answer create(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, "application/json", body);
    }

    Answer replace(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, "application/json", body);
    }

    Answer patch(String path, String type, String body) throws IOException, InterruptedException {
        return send("PATCH", path, type, body);
    }

    /// @param options DeleteOptions, or nothing
    Answer delete(String path, String options) throws IOException, InterruptedException {
        return send("DELETE", path, "application/json", options);
    }

    /// What is read once the predicate holds.
    Answer await(String path, Predicate<Answer> holds) throws IOException, InterruptedException {
        long deadline = SystemClock.CLOCK.nanos() + PATIENCE.toNanos();
        Answer answer = read(path);
        while (!holds.test(answer)) {
            assertThat(SystemClock.CLOCK.nanos())
                    .as("in time; last seen: " + answer.code() + " "
                            + answer.text()
                                    .substring(0, Math.min(2000, answer.text().length())))
                    .isLessThan(deadline);
            SystemClock.CLOCK.sleep(GLANCE);
            answer = read(path);
        }
        return answer;
    }

    Answer awaitGone(String path) throws IOException, InterruptedException {
        return await(path, answer -> answer.code() == 404);
    }

    Answer awaitItems(String path, int count) throws IOException, InterruptedException {
        return await(path, answer -> answer.items().size() == count);
    }

    private Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Accept", "application/json")
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
