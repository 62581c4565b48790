// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// Somebody's conversion webhook: `hostPort: a:1` of v1 is `host: a`, `port: "1"` in v2. It labels what it
/// converts with the version that it came from, and tampers with the rest of the metadata.
final class ConversionServer implements AutoCloseable {
    private final WebhookServer server;
    private final List<Json> questions = new CopyOnWriteArrayList<>();

    /// What becomes of an honest answer before it goes out.
    private volatile UnaryOperator<JsonObject> twist = UnaryOperator.identity();

    ConversionServer(Api admin) throws Exception {
        this.server = new WebhookServer(admin, Optional.of(this::answer));
    }

    /// The `request` of each ConversionReview.
    List<Json> questions() {
        return questions;
    }

    void twist(UnaryOperator<JsonObject> other) {
        twist = other;
    }

    /// A `conversion` that names it.
    String conversion() {
        return ("{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v9','v1'],'clientConfig':{"
                        + "'service':{'namespace':'hooks','name':'hook','path':'/convert'},'caBundle':'%s'}}}")
                .formatted(server.bundle());
    }

    private Response answer(Request request) {
        Json review = JsonReader.read(request.body());
        questions.add(review.at("request"));
        String version = review.at("request", "desiredAPIVersion").text();
        List<JsonObject> converted = review.at("request", "objects").elements().stream()
                .map(object -> convert(object.object(), version))
                .toList();
        JsonObject honest = JsonObject.of(
                "uid",
                review.at("request", "uid"),
                "result",
                JsonObject.of("status", "Success"),
                "convertedObjects",
                converted);
        var answer = JsonObject.of(
                "kind", "ConversionReview", "apiVersion", "apiextensions.k8s.io/v1", "response", twist.apply(honest));
        return new Response.Full(200, Map.of("Content-Type", "application/json"), JsonWriter.writeBytes(answer));
    }

    private static JsonObject convert(JsonObject object, String version) {
        String from = object.at("apiVersion").text();
        JsonObject metadata = object.at("metadata")
                .object()
                .with("labels", JsonObject.of("from", from.substring(from.indexOf('/') + 1)))
                .with("generation", Json.of(99))
                .with("resourceVersion", Json.of("1"))
                .without("creationTimestamp");
        JsonObject converted = object.with("apiVersion", Json.of(version)).with("metadata", metadata);
        if (version.endsWith("/v2")) {
            String[] parts = object.at("hostPort").text().split(":");
            return converted.without("hostPort").with("host", Json.of(parts[0])).with("port", Json.of(parts[1]));
        }
        return converted
                .without("host")
                .without("port")
                .with(
                        "hostPort",
                        Json.of(object.at("host").text() + ":"
                                + object.at("port").text()));
    }

    @Override
    public void close() {
        server.close();
    }
}
