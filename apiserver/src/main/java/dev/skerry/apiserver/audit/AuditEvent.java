// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.apiserver.audit.AuditPolicy.Level;
import dev.skerry.apiserver.audit.AuditPolicy.ManagedFields;
import dev.skerry.apiserver.audit.AuditPolicy.Stage;
import dev.skerry.apiserver.authentication.TokenReviews;
import dev.skerry.apiserver.authorization.Attributes;
import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.http.Response;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An event of the audit log as it fills up while a request is served. What of bodies goes in depends on the
/// level: at `Metadata`, nothing but an object's name, so no Secret ever gets there.
final class AuditEvent {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Level level;
    private final ManagedFields managedFields;
    private final JsonObject head;
    private final JsonObject reference;
    private final Optional<Json> requestObject;
    private final Instant receivedAt;
    private final Map<String, String> annotations = new TreeMap<>();
    private JsonObject impersonated = JsonObject.EMPTY;
    private JsonObject status = JsonObject.EMPTY;
    private Optional<Json> responseObject = Optional.empty();

    private AuditEvent(
            AuditPolicy.Verdict verdict,
            JsonObject head,
            JsonObject reference,
            Optional<Json> requestObject,
            Instant receivedAt) {
        this.level = verdict.level();
        this.managedFields = verdict.managedFields();
        this.head = head;
        this.reference = reference;
        this.requestObject = requestObject;
        this.receivedAt = receivedAt;
    }

    static AuditEvent of(Request request, Attributes attributes, String id, AuditPolicy.Verdict verdict, Instant now) {
        boolean keepsBody = verdict.level().isAtLeast(Level.REQUEST);
        boolean isNameless =
                attributes.verb().equals("create") && attributes.name().isEmpty();
        Optional<Json> body = keepsBody || isNameless ? AuditBodies.find(request) : Optional.empty();
        String name = attributes.name().isEmpty()
                ? body.map(object -> object.at("metadata", "name").text()).orElse("")
                : attributes.name();
        var head = JsonObject.builder()
                .put("kind", "Event")
                .put("apiVersion", "audit.k8s.io/v1")
                .put("level", verdict.level().word())
                .put("auditID", id)
                .put("requestURI", uri(request))
                .put("verb", attributes.verb())
                .put("user", TokenReviews.userInfo(attributes.identity()))
                .put("sourceIPs", List.of(request.remoteAddress()))
                .putIfText("userAgent", request.header("user-agent").orElse(""));
        return new AuditEvent(
                verdict,
                head.build(),
                attributes.isResource() ? reference(attributes, name) : JsonObject.EMPTY,
                keepsBody ? body : Optional.empty(),
                now);
    }

    void actingAs(Identity identity) {
        impersonated = TokenReviews.userInfo(identity);
    }

    void decided(String decision, String reason) {
        annotations.put("authorization.k8s.io/decision", decision);
        annotations.put("authorization.k8s.io/reason", reason);
    }

    void noted(Map<String, String> more) {
        more.forEach(annotations::putIfAbsent);
    }

    void started(int code) {
        status = JsonObject.of("metadata", JsonObject.EMPTY, "code", code);
    }

    void answered(Response.Full full) {
        started(full.status());
        boolean isFailure = full.status() >= 400;
        if (!isFailure && !level.isAtLeast(Level.REQUEST_RESPONSE)) {
            return;
        }
        Optional<Json> body = AuditBodies.find(full);
        if (isFailure && body.isPresent() && body.get().at("kind").text().equals("Status")) {
            var told = JsonObject.builder().put("metadata", JsonObject.EMPTY);
            for (String field : List.of("status", "message", "reason")) {
                told.putIfText(field, body.get().at(field).text());
            }
            status = told.put("code", full.status()).build();
        }
        if (level.isAtLeast(Level.REQUEST_RESPONSE)) {
            responseObject = body;
        }
    }

    JsonObject at(Stage stage, Instant now) {
        var event = head.toBuilder().put("stage", stage.word());
        putIfAny(event, "impersonatedUser", impersonated);
        putIfAny(event, "objectRef", reference);
        if (stage != Stage.REQUEST_RECEIVED) {
            putIfAny(event, "responseStatus", status);
            requestObject.ifPresent(object -> event.put("requestObject", kept(object)));
            responseObject.ifPresent(object -> event.put("responseObject", kept(object)));
        }
        event.put("requestReceivedTimestamp", MICROS.format(receivedAt)).put("stageTimestamp", MICROS.format(now));
        if (!annotations.isEmpty()) {
            event.put("annotations", Json.of(annotations));
        }
        return event.build();
    }

    private Json kept(Json object) {
        return managedFields == ManagedFields.LEFT_OUT ? AuditBodies.withoutManagedFields(object) : object;
    }

    private static void putIfAny(JsonObject.Builder event, String field, JsonObject value) {
        if (!value.isEmpty()) {
            event.put(field, value);
        }
    }

    private static JsonObject reference(Attributes attributes, String name) {
        return JsonObject.builder()
                .putIfText("resource", attributes.resource())
                .putIfText("namespace", attributes.namespace())
                .putIfText("name", name)
                .putIfText("apiGroup", attributes.group())
                .putIfText("apiVersion", attributes.version())
                .putIfText("subresource", attributes.subresource())
                .build();
    }

    /// As the client wrote it, as far as that can be told from what it was decoded to.
    private static String uri(Request request) {
        var parts = new ArrayList<String>();
        request.query()
                .forEach((name, values) -> values.forEach(value -> parts.add(encoded(name) + "=" + encoded(value))));
        String path =
                encoded(request.path()).replace("%2F", "/").replace("%3A", ":").replace("+", "%20");
        return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
