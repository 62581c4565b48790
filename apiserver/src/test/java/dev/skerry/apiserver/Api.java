// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// A client for tests that says just what it is told to, over a real connection. JSON is written with single
/// quotes.
///
/// @param headers sent with every request
record Api(HttpClient client, String address, Map<String, String> headers) {
    static Api of(TestServer server) {
        return new Api(HttpClient.newHttpClient(), server.address(), Map.of());
    }

    Api with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Api(client, address, more);
    }

    Api withToken(String token) {
        return with("Authorization", "Bearer " + token);
    }

    Json get(String path) throws Exception {
        return expect(200, "GET", path, "", "");
    }

    Json post(String path, String json) throws Exception {
        return expect(201, "POST", path, "application/json", json);
    }

    Json put(String path, String json) throws Exception {
        return expect(200, "PUT", path, "application/json", json);
    }

    Json merge(String path, String json) throws Exception {
        return expect(200, "PATCH", path, "application/merge-patch+json", json);
    }

    Json delete(String path) throws Exception {
        return expect(200, "DELETE", path, "", "");
    }

    /// The body of an answer, which must have this status.
    Json expect(int status, String method, String path, String type, String json) throws Exception {
        var answer = send(method, path, type, json);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return JsonReader.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /// The message of a refusal, which must have this status.
    String refusal(int status, String method, String path, String json) throws Exception {
        return expect(
                        status,
                        method,
                        path,
                        method.equals("PATCH") ? "application/merge-patch+json" : "application/json",
                        json)
                .at("message")
                .text();
    }

    HttpResponse<String> send(String method, String path, String type, String json) throws Exception {
        return client.send(request(method, path, type, json), BodyHandlers.ofString());
    }

    InputStream watch(String path) throws Exception {
        var answer = client.send(request("GET", path, "", ""), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpRequest request(String method, String path, String type, String json) {
        var request = HttpRequest.newBuilder(URI.create(address + path))
                .method(method, BodyPublishers.ofString(json.replace('\'', '"')));
        headers.forEach(request::header);
        return (type.isEmpty() ? request : request.header("Content-Type", type)).build();
    }
}
