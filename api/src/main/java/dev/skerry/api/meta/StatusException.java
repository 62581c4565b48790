// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.meta;

import dev.skerry.foundation.json.JsonObject;

/// A failure in the form that the Kubernetes API has for it: a `Status` object (meta/v1) with code,
/// reason and message. The server throws it to answer it; the client throws what the server answered.
public final class StatusException extends RuntimeException {
    private final int code;
    private final String reason;
    private final JsonObject details;

    /// @param reason one of Kubernetes' words (`NotFound`, `AlreadyExists`, `Conflict` …), or empty
    /// @param details `{name, group, kind, causes, retryAfterSeconds}`; empty for none
    public StatusException(int code, String reason, String message, JsonObject details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    public static StatusException badRequest(String message) {
        return new StatusException(400, "BadRequest", message, JsonObject.EMPTY);
    }

    public static StatusException notFound(GroupVersionResource resource, String name) {
        return new StatusException(
                404, "NotFound", qualified(resource) + " \"" + name + "\" not found", details(resource, name));
    }

    public static StatusException alreadyExists(GroupVersionResource resource, String name) {
        return new StatusException(
                409,
                "AlreadyExists",
                qualified(resource) + " \"" + name + "\" already exists",
                details(resource, name));
    }

    /// @param why the end of the sentence, without a full stop
    public static StatusException conflict(GroupVersionResource resource, String name, String why) {
        return new StatusException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + qualified(resource) + " \"" + name + "\": " + why,
                details(resource, name));
    }

    /// @param why the end of the sentence, without a full stop
    public static StatusException forbidden(GroupVersionResource resource, String name, String why) {
        String what = name.isEmpty() ? " is forbidden: " : " \"" + name + "\" is forbidden: ";
        return new StatusException(403, "Forbidden", qualified(resource) + what + why, details(resource, name));
    }

    /// `deployments.apps`, or `pods` for the core group: how messages name a resource.
    public static String qualified(GroupVersionResource resource) {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }

    private static JsonObject details(GroupVersionResource resource, String name) {
        return JsonObject.builder()
                .putIfText("name", name)
                .putIfText("group", resource.group())
                .put("kind", resource.resource())
                .build();
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public JsonObject details() {
        return details;
    }

    /// The `Status` object that goes over the wire.
    public JsonObject toJson() {
        var builder = JsonObject.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", JsonObject.EMPTY)
                .put("status", "Failure")
                .put("message", getMessage())
                .putIfText("reason", reason);
        if (!details.isEmpty() || code == 404) {
            builder.put("details", details);
        }
        return builder.put("code", code).build();
    }
}
