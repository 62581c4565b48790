// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.apiserver.discovery.RemoteVersions.RemoteVersion;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Turns the resources of another server from the first form of discovery, in which each is told by itself, into the
/// second, in which subresources stand below their resource.
final class RemoteResources {
    private RemoteResources() {}

    static List<Json> of(RemoteVersion remote) {
        var subresources = new LinkedHashMap<String, List<Json>>();
        for (Json one : remote.resources()) {
            String name = one.at("name").text();
            int slash = name.indexOf('/');
            if (slash > 0) {
                subresources
                        .computeIfAbsent(name.substring(0, slash), _ -> new ArrayList<>())
                        .add(JsonObject.of(
                                "subresource",
                                name.substring(slash + 1),
                                "responseKind",
                                kind(remote, one),
                                "verbs",
                                one.at("verbs")));
            }
        }
        var resources = new ArrayList<Json>();
        for (Json one : remote.resources()) {
            String name = one.at("name").text();
            if (!name.contains("/")) {
                resources.add(resource(remote, one, subresources.getOrDefault(name, List.of())));
            }
        }
        return resources;
    }

    private static JsonObject resource(RemoteVersion remote, Json one, List<Json> subresources) {
        var entry = JsonObject.builder()
                .put("resource", one.at("name"))
                .put("responseKind", kind(remote, one))
                .put("scope", one.at("namespaced").booleanOr(false) ? "Namespaced" : "Cluster")
                .put("singularResource", one.at("singularName"))
                .put("verbs", one.at("verbs"));
        for (String list : List.of("shortNames", "categories")) {
            if (!one.at(list).isNull()) {
                entry.put(list, one.at(list));
            }
        }
        if (!subresources.isEmpty()) {
            entry.put("subresources", new JsonArray(subresources));
        }
        return entry.build();
    }

    private static JsonObject kind(RemoteVersion remote, Json one) {
        return JsonObject.of(
                "group",
                one.at("group").textOr(remote.version().group()),
                "version",
                one.at("version").textOr(remote.version().version()),
                "kind",
                one.at("kind"));
    }
}
