// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.http;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.lifecycle.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends JSON, reads JSON, and turns what went wrong into the two exceptions of
/// [dev.skerry.client.KubeClient].
final class RestRequests {
    static final String JSON = "application/json";

    /// A page of 500 objects of the largest size that the API takes would be more; nobody has that.
    private static final int ANSWER_MAX = 256 << 20;

    private final Transport transport;
    private final String userAgent;

    RestRequests(Transport transport, String userAgent) {
        this.transport = transport;
        this.userAgent = userAgent;
    }

    Json ask(String method, String target) {
        return ask(method, target, "", new byte[0]);
    }

    Json ask(String method, String target, String contentType, Json body) {
        return ask(method, target, contentType, JsonWriter.writeBytes(body));
    }

    private Json ask(String method, String target, String contentType, byte[] body) {
        String what = method + " " + target;
        try (Transport.Answer answer = send(method, target, contentType, body)) {
            return checked(answer, what);
        } catch (IOException failed) {
            throw unreachable(what, failed);
        }
    }

    /// An answer that goes on. The caller closes it.
    Transport.Answer open(String method, String target) {
        String what = method + " " + target;
        try {
            Transport.Answer answer = send(method, target, "", new byte[0]);
            if (answer.status() >= 400) {
                try (answer) {
                    checked(answer, what);
                }
            }
            return answer;
        } catch (IOException failed) {
            throw unreachable(what, failed);
        }
    }

    static TransientException unreachable(String what, IOException failed) {
        return new TransientException("Unreachable", what + ": " + failed.getMessage(), failed);
    }

    private Transport.Answer send(String method, String target, String contentType, byte[] body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", JSON);
        headers.put("User-Agent", userAgent);
        if (!contentType.isEmpty()) {
            headers.put("Content-Type", contentType);
        }
        return transport.send(new Transport.Request(method, target, headers, body));
    }

    private static Json checked(Transport.Answer answer, String what) throws IOException {
        byte[] body = readAll(answer.body());
        if (answer.status() < 300) {
            return parsed(body, what);
        }
        Failure failure = Failure.of(answer.status(), body);
        if (answer.status() >= 500 || answer.status() == 429) {
            throw new TransientException(failure.reason(), what + ": " + failure.message());
        }
        throw new StatusException(
                answer.status(),
                failure.reason(),
                failure.message(),
                failure.details().object());
    }

    private static byte[] readAll(InputStream body) throws IOException {
        byte[] all = body.readNBytes(ANSWER_MAX);
        if (all.length == ANSWER_MAX) {
            throw new IOException("the answer is longer than " + ANSWER_MAX + " bytes");
        }
        // Reads the end as well, without which the connection could not be used again.
        return all;
    }

    private static Json parsed(byte[] body, String what) {
        try {
            return JsonReader.read(body);
        } catch (JsonException malformed) {
            throw new TransientException(
                    "UnexpectedAnswer", what + ": the server answered no JSON: " + malformed.getMessage(), malformed);
        }
    }

    /// What a `Status` says; a server behind a proxy may answer anything, which is then the message.
    private record Failure(String reason, String message, Json details) {
        static Failure of(int code, byte[] body) {
            try {
                Json status = JsonReader.read(body);
                if (status.at("kind").text().equals("Status")) {
                    return new Failure(
                            status.at("reason").textOr("Unknown"),
                            status.at("message").text(),
                            status.at("details"));
                }
            } catch (JsonException _) {
                // Told below, as text.
            }
            String text = new String(body, 0, Math.min(200, body.length), StandardCharsets.UTF_8).strip();
            return new Failure("Unknown", "HTTP status " + code + " " + text, Json.of(Map.of()));
        }
    }
}
