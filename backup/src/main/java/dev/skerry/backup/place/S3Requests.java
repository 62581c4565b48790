// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.place;

import dev.skerry.foundation.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sends signed requests to a server that speaks S3.
final class S3Requests {
    private static final Duration ANSWER_WAIT = Duration.ofMinutes(5);
    private static final String NOTHING = RequestSignature.hash(new byte[0]);

    private final S3Account account;
    private final HttpClient http;
    private final Clock clock;

    S3Requests(S3Account account, HttpClient http, Clock clock) {
        this.account = account;
        this.http = http;
        this.clock = clock;
    }

    /// A body, and its SHA-256 in hexadecimal.
    record Body(String hash, BodyPublisher publisher) {
        static final Body NONE = new Body(NOTHING, BodyPublishers.noBody());

        static Body of(FilePart part) throws IOException {
            return new Body(part.hash(), part.body());
        }

        static Body of(byte[] bytes) {
            return new Body(RequestSignature.hash(bytes), BodyPublishers.ofByteArray(bytes));
        }
    }

    /// Sends one, and reads the answer as a text.
    ///
    /// @param attempt what it is to do, for the message of a refusal
    /// @throws IOException if the server does not do it
    HttpResponse<String> send(String method, String path, SortedMap<String, String> query, Body body, String attempt)
            throws IOException, InterruptedException {
        var answer = send(method, path, query, body, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw refusal(attempt, answer.statusCode(), answer.body());
        }
        return answer;
    }

    <T> HttpResponse<T> send(
            String method, String path, SortedMap<String, String> query, Body body, BodyHandler<T> reading)
            throws IOException, InterruptedException {
        URI endpoint = account.endpoint();
        Instant now = clock.now();
        var headers = new TreeMap<String, String>();
        headers.put(
                "host", endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort());
        headers.put("x-amz-content-sha256", body.hash());
        headers.put("x-amz-date", RequestSignature.TIME.format(now));
        var signature = new RequestSignature(method, path, query, headers, body.hash());
        String address = endpoint.getScheme() + "://" + headers.get("host") + path
                + (query.isEmpty() ? "" : "?" + signature.queryText());
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(ANSWER_WAIT)
                .header("x-amz-content-sha256", body.hash())
                .header("x-amz-date", RequestSignature.TIME.format(now))
                .header("Authorization", signature.authorization(account, now))
                .method(method, body.publisher())
                .build();
        try {
            return http.send(request, reading);
        } catch (IOException failed) {
            throw new IOException("cannot reach " + endpoint + ": " + failed, failed);
        }
    }

    static IOException refusal(String attempt, int status, String body) {
        String why = S3Answers.failure(body);
        return new IOException(
                "cannot " + attempt + ": the server answered " + status + (why.isEmpty() ? "" : ", " + why));
    }
}
