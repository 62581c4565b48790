// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes the operations of a document. Clients look at their kinds and at their query parameters: one that
/// is not listed is one that the server does not understand, and kubectl then works without it.
final class Operations {
    /// What an operation does.
    enum Action {
        LIST("get"),
        GET("get"),
        POST("post"),
        PUT("put"),
        PATCH("patch"),
        DELETE("delete"),
        DELETECOLLECTION("delete"),
        CONNECT("get");

        private final String method;

        Action(String method) {
            this.method = method;
        }

        String method() {
            return method;
        }
    }

    private static final List<Json> LIST_PARAMETERS = List.of(
            query("allowWatchBookmarks", "boolean"),
            query("continue", "string"),
            query("fieldSelector", "string"),
            query("labelSelector", "string"),
            query("limit", "integer"),
            query("resourceVersion", "string"),
            query("resourceVersionMatch", "string"),
            query("sendInitialEvents", "boolean"),
            query("timeoutSeconds", "integer"),
            query("watch", "boolean"));

    private static final List<Json> WRITE_PARAMETERS =
            List.of(query("dryRun", "string"), query("fieldManager", "string"), query("fieldValidation", "string"));

    private static final List<Json> DELETE_PARAMETERS = List.of(
            query("dryRun", "string"),
            query("gracePeriodSeconds", "integer"),
            query("orphanDependents", "boolean"),
            query("propagationPolicy", "string"));

    static final JsonArray PRETTY = new JsonArray(List.of(query("pretty", "string")));

    private Operations() {}

    /// Parameters in the path of an operation.
    static Json path(String name) {
        return JsonObject.of("name", name, "in", "path", "required", true, "schema", JsonObject.of("type", "string"));
    }

    /// @param id unique in the document
    /// @param body what goes in, where something does
    /// @param answer what comes out
    static JsonObject operation(Action action, String id, GroupVersionKind kind, JsonObject body, JsonObject answer) {
        var operation = JsonObject.builder();
        operation.put("operationId", id).put("tags", List.of(tag(kind)));
        List<Json> parameters = parameters(action);
        if (!parameters.isEmpty()) {
            operation.put("parameters", new JsonArray(parameters));
        }
        if (!body.isEmpty()) {
            operation.put("requestBody", body);
        }
        operation.put("responses", responses(action, answer));
        operation.put("x-kubernetes-action", action.name().toLowerCase(Locale.ROOT));
        operation.put("x-kubernetes-group-version-kind", name(kind));
        return operation.build();
    }

    /// A body of one type in any form that the server reads.
    static JsonObject body(JsonObject schema) {
        return JsonObject.of("required", true, "content", content(List.of("*/*"), schema));
    }

    static JsonObject content(List<String> mediaTypes, JsonObject schema) {
        var content = JsonObject.builder();
        mediaTypes.forEach(type -> content.put(type, JsonObject.of("schema", schema)));
        return content.build();
    }

    static JsonObject name(GroupVersionKind kind) {
        return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.kind());
    }

    private static List<Json> parameters(Action action) {
        return switch (action) {
            case LIST -> LIST_PARAMETERS;
            case GET, CONNECT -> List.of();
            case POST, PUT -> WRITE_PARAMETERS;
            case PATCH -> {
                var parameters = new ArrayList<>(WRITE_PARAMETERS);
                parameters.add(query("force", "boolean"));
                yield parameters;
            }
            case DELETE -> DELETE_PARAMETERS;
            case DELETECOLLECTION -> {
                var parameters = new ArrayList<>(LIST_PARAMETERS.subList(1, 8));
                parameters.addAll(DELETE_PARAMETERS);
                yield parameters;
            }
        };
    }

    private static JsonObject responses(Action action, JsonObject answer) {
        JsonObject good = JsonObject.of("description", "OK", "content", content(List.of("application/json"), answer));
        var responses = JsonObject.builder().put("200", good);
        switch (action) {
            case POST ->
                responses
                        .put("201", good.with("description", "Created"))
                        .put("202", good.with("description", "Accepted"));
            case PUT, PATCH -> responses.put("201", good.with("description", "Created"));
            case DELETE -> responses.put("202", good.with("description", "Accepted"));
            case LIST, GET, DELETECOLLECTION, CONNECT -> {}
        }
        return responses
                .put("401", JsonObject.of("description", "Unauthorized"))
                .build();
    }

    private static Json query(String name, String type) {
        return JsonObject.of("name", name, "in", "query", "schema", JsonObject.of("type", type, "uniqueItems", true));
    }

    private static String tag(GroupVersionKind kind) {
        int dot = kind.group().indexOf('.');
        String group = dot < 0 ? kind.group() : kind.group().substring(0, dot);
        return (group.isEmpty() ? "core" : group) + "_" + kind.version();
    }
}
