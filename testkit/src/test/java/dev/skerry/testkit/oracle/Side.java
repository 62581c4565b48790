// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonString;
import dev.skerry.testkit.peer.KubeApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// One of the two servers, and what its latest answers said that later requests repeat to it.
final class Side {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    /// What came back: the status code, what the warnings say, and the document, or the text as a string.
    record Answer(int status, String type, String warnings, Json body) {}

    private final URI address;
    private final HttpClient client;
    private final Map<String, String> remembered = new HashMap<>();

    Side(URI address) {
        this.address = address;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(KubeApiServer.tls())
                .build();
    }

    Answer send(Step step) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address + filled(step.path())))
                .timeout(ANSWER_WITHIN)
                .method(step.method(), BodyPublishers.ofString(filled(step.body())));
        if (!step.headers().containsKey("Authorization")) {
            request.header("Authorization", "Bearer " + KubeApiServer.ADMINISTRATOR);
        }
        step.headers().forEach((name, value) -> {
            if (!name.startsWith("Await")) {
                request.header(name, value);
            }
        });
        var answer = read(client.send(request.build(), BodyHandlers.ofString()));
        remember("rv", answer.body().at("metadata", "resourceVersion").text());
        remember("uid", answer.body().at("metadata", "uid").text());
        remember("continue", answer.body().at("metadata", "continue").text());
        return answer;
    }

    private static Answer read(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("").replace("; ", ";");
        String warnings = String.join("\n", response.headers().allValues("Warning"));
        return new Answer(
                response.statusCode(),
                type,
                warnings,
                type.startsWith("application/json") ? document(response.body()) : new JsonString(response.body()));
    }

    /// A watch answers with several documents, one to a line.
    private static Json document(String body) {
        var lines = body.strip().lines().toList();
        if (lines.size() < 2 || !lines.getFirst().startsWith("{\"type\":")) {
            return body.isBlank() ? new JsonString("") : JsonReader.read(body);
        }
        return Json.of(lines.stream().map(JsonReader::read).toList());
    }

    private void remember(String name, String value) {
        if (!value.isEmpty()) {
            remembered.put(name, value);
        }
    }

    private String filled(String text) {
        String filled = text;
        for (var entry : remembered.entrySet()) {
            filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
        }
        return filled.replace("{continue}", "nothing-said").replace("{rv}", "1");
    }
}
