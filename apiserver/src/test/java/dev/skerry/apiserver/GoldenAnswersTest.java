// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Failures as clients of a real API server know them, word for word.
class GoldenAnswersTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";

    private static TestServer server;
    private static HttpClient client;

    /// @param message how the message begins
    record Case(
            String name,
            String method,
            String path,
            String type,
            String body,
            int code,
            String reason,
            String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        client = HttpClient.newHttpClient();
        send("POST", MAPS, JSON, "{'metadata':{'name':'g1'},'data':{'a':'b'}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = GoldenAnswersTest.class.getResourceAsStream("golden-answers.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("\n\n")).skip(1).map(GoldenAnswersTest::parse);
        }
    }

    private static Case parse(String block) {
        String[] lines = block.split("\n");
        String[] request = lines[1].split(" ", 2);
        String[] body = lines[2].split(" ", 2);
        String[] answer = lines[3].split(" ", 2);
        return new Case(
                lines[0],
                request[0],
                request[1],
                body[0].equals("-") ? "" : body[0],
                body[1],
                Integer.parseInt(answer[0]),
                answer[1].equals("-") ? "" : answer[1],
                lines[4]);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void failuresReadAsClientsExpect(Case expected) throws Exception {
        var answer = send(expected.method(), expected.path(), expected.type(), expected.body());
        Json status = JsonReader.read(answer.body());
        assertThat(status.at("message").text()).startsWith(expected.message());
        assertThat(answer.statusCode()).isEqualTo(expected.code());
        assertThat(status.at("code").intOr(0)).isEqualTo(expected.code());
        assertThat(status.at("reason").text()).isEqualTo(expected.reason());
        assertThat(status.at("kind").text()).isEqualTo("Status");
        assertThat(answer.headers().firstValue("audit-id")).isPresent();
    }

    @Test
    void aBombIsRefusedAndTheServerLives() throws Exception {
        assertThat(send("POST", MAPS, JSON, "[".repeat(100_000)).statusCode()).isEqualTo(400);
        assertThat(send("GET", "/livez", "", "").body()).isEqualTo("ok");
    }

    @Test
    void anOldWatchIsToldInTheStream() throws Exception {
        var answer = send("GET", MAPS + "?watch=1&resourceVersion=1", "", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        Json event = JsonReader.read(answer.body());
        assertThat(event.at("type").text()).isEqualTo("ERROR");
        assertThat(event.at("object", "code").intOr(0)).isEqualTo(410);
        assertThat(event.at("object", "reason").text()).isEqualTo("Expired");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedAndTheServerLives() throws Exception {
        var answer = send("POST", MAPS, JSON, "x".repeat((3 << 20) + 1));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(JsonReader.read(answer.body()).at("reason").text()).isEqualTo("RequestEntityTooLarge");
        assertThat(send("GET", "/readyz", "", "").body()).isEqualTo("ok");
    }

    private static HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
