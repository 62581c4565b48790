// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/// Speaks to a server as a plain client does. In what it sends, `'` stands for `"`.
final class ApiClient {
    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    // kubectl's proxy takes an offer of HTTP/2 for the wish to open a stream.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    ApiClient(String address) {
        this.address = address;
    }

    record Answer(int code, HttpHeaders headers, String text) {
        Json body() {
            return text.startsWith("{") ? JsonReader.read(text) : JsonNull.NULL;
        }

        Json at(String... path) {
            return body().at(path);
        }

        String name() {
            return at("metadata", "name").text();
        }

        String version() {
            return at("metadata", "resourceVersion").text();
        }

        String message() {
            return at("message").text();
        }

        /// This answer, if it has that code.
        Answer is(int expected) {
            assertThat(code).as(text).isEqualTo(expected);
            return this;
        }
    }

    Answer read(String path) throws IOException, InterruptedException {
        return send("GET", path, JSON, "");
    }

    Answer create(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, JSON, body);
    }

    Answer replace(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, JSON, body);
    }

    Answer patch(String path, String type, String body) throws IOException, InterruptedException {
        return send("PATCH", path, type, body);
    }

    Answer apply(String path, String body) throws IOException, InterruptedException {
        String with = path.contains("?") ? path : path + "?fieldManager=conformance&force=true";
        return send("PATCH", with, APPLY, body);
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, JSON, "");
    }

    Answer send(String method, String path, String type, String body) throws IOException, InterruptedException {
        return send(method, path, JSON, type, body);
    }

    /// @param accept in what form the answer shall come
    Answer sendAs(String method, String path, String accept, String body) throws IOException, InterruptedException {
        return send(method, path, accept, JSON, body);
    }

    private Answer send(String method, String path, String accept, String type, String body)
            throws IOException, InterruptedException {
        var answer = http.send(
                request(path, accept)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    Answer readAs(String path, String accept) throws IOException, InterruptedException {
        var answer = http.send(request(path, accept).build(), BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    /// @param path of a collection, with the query but for `watch`
    WatchReader watch(String path) throws IOException, InterruptedException {
        String with = path + (path.contains("?") ? "&" : "?") + "watch=true&timeoutSeconds=60";
        var answer = http.send(request(with, JSON).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        InputStream body = answer.body();
        return new WatchReader(body);
    }

    private HttpRequest.Builder request(String path, String accept) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Accept", accept);
    }
}
