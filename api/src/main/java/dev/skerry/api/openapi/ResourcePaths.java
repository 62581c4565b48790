// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.openapi;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.openapi.Operations.Action;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The paths of one resource in a document: the collection, one object, and its subresources.
///
/// @param types the schemas that the operations refer to
record ResourcePaths(ResourceType resource, Types types) {
    /// References to what goes over the wire.
    ///
    /// @param object one object of the resource
    /// @param list a list of them; empty where there is none
    /// @param status the answer to a deletion
    /// @param patchTypes the media types of patches
    record Types(JsonObject object, JsonObject list, JsonObject status, JsonObject deletion, List<String> patchTypes) {}

    void addTo(Map<String, Json> paths, Function<GroupVersionKind, JsonObject> kinds) {
        String root = resource.resource().path(resource.isNamespaced() ? "{namespace}" : "");
        addPath(paths, root, scope(), collection());
        if (resource.isNamespaced() && resource.verbs().contains("list")) {
            addPath(
                    paths,
                    resource.resource().path(""),
                    List.of(),
                    JsonObject.of(
                            "get",
                            operation(
                                    Action.LIST,
                                    "ForAllNamespaces",
                                    resource.groupVersionKind(),
                                    JsonObject.EMPTY,
                                    types.list)));
        }
        List<Json> one = new ArrayList<>(scope());
        one.add(Operations.path("name"));
        addPath(paths, root + "/{name}", one, item());
        for (ResourceType.Subresource sub : resource.subresources()) {
            addPath(paths, root + "/{name}/" + sub.name(), one, subresource(sub, kinds.apply(sub.kind())));
        }
    }

    private List<Json> scope() {
        return resource.isNamespaced() ? List.of(Operations.path("namespace")) : List.of();
    }

    private static void addPath(Map<String, Json> paths, String path, List<Json> parameters, JsonObject operations) {
        if (!operations.isEmpty()) {
            var all = new ArrayList<>(parameters);
            all.addAll(Operations.PRETTY.values());
            paths.put(path, operations.with("parameters", new JsonArray(all)));
        }
    }

    private JsonObject collection() {
        GroupVersionKind kind = resource.groupVersionKind();
        var operations = JsonObject.builder();
        add(operations, "list", operation(Action.LIST, "", kind, JsonObject.EMPTY, types.list), Action.LIST);
        add(
                operations,
                "create",
                operation(Action.POST, "", kind, Operations.body(types.object), types.object),
                Action.POST);
        add(
                operations,
                "deletecollection",
                operation(Action.DELETECOLLECTION, "", kind, deletion(), types.status),
                Action.DELETECOLLECTION);
        return operations.build();
    }

    private JsonObject item() {
        GroupVersionKind kind = resource.groupVersionKind();
        var operations = JsonObject.builder();
        add(operations, "get", operation(Action.GET, "", kind, JsonObject.EMPTY, types.object), Action.GET);
        add(
                operations,
                "update",
                operation(Action.PUT, "", kind, Operations.body(types.object), types.object),
                Action.PUT);
        add(operations, "patch", operation(Action.PATCH, "", kind, patch(), types.object), Action.PATCH);
        add(operations, "delete", operation(Action.DELETE, "", kind, deletion(), types.status), Action.DELETE);
        return operations.build();
    }

    private void add(JsonObject.Builder operations, String verb, JsonObject operation, Action action) {
        if (resource.verbs().contains(verb)) {
            operations.put(action.method(), operation);
        }
    }

    private JsonObject subresource(ResourceType.Subresource sub, JsonObject schema) {
        var operations = JsonObject.builder();
        String suffix =
                sub.name().substring(0, 1).toUpperCase(Locale.ROOT) + sub.name().substring(1);
        for (String verb : sub.verbs()) {
            Action action = switch (verb) {
                case "create" -> Action.POST;
                case "update" -> Action.PUT;
                case "patch" -> Action.PATCH;
                case "delete" -> Action.DELETE;
                default -> Action.GET;
            };
            JsonObject body = switch (action) {
                case POST, PUT -> Operations.body(schema);
                case PATCH -> patch();
                case DELETE, GET, LIST, DELETECOLLECTION, CONNECT -> JsonObject.EMPTY;
            };
            operations.put(action.method(), operation(action, suffix, sub.kind(), body, schema));
        }
        return operations.build();
    }

    private JsonObject operation(
            Action action, String suffix, GroupVersionKind kind, JsonObject body, JsonObject answer) {
        String verb = action.name().toLowerCase(Locale.ROOT);
        String scope = resource.isNamespaced() && !suffix.equals("ForAllNamespaces") ? "Namespaced" : "";
        String id = verb
                + capital(resource.resource().group())
                + capital(resource.resource().version())
                + scope
                + resource.kind()
                + suffix;
        return Operations.operation(action, id, kind, body, answer);
    }

    private JsonObject patch() {
        return JsonObject.of(
                "required", true, "content", Operations.content(types.patchTypes, JsonObject.of("type", "object")));
    }

    private JsonObject deletion() {
        return JsonObject.of("content", Operations.content(List.of("*/*"), types.deletion));
    }

    private static String capital(String word) {
        int dot = word.indexOf('.');
        String bare = dot < 0 ? word : word.substring(0, dot);
        return bare.isEmpty() ? "Core" : bare.substring(0, 1).toUpperCase(Locale.ROOT) + bare.substring(1);
    }
}
