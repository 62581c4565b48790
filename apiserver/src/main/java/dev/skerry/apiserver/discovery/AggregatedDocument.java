// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.apiserver.discovery.RemoteVersions.RemoteVersion;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Discovery in one document: everything of all groups, so that a client asks twice instead of fifty times.
final class AggregatedDocument {
    private AggregatedDocument() {}

    /// @param remote listed behind what is served here
    /// @param version of the form itself: `v2` or `v2beta1`
    static JsonObject of(
            Map<String, Map<String, List<ServedResource>>> groups, List<RemoteVersion> remote, String version) {
        var versions = new LinkedHashMap<String, List<Json>>();
        groups.forEach((group, served) -> {
            List<Json> list = versions.computeIfAbsent(group, _ -> new ArrayList<>());
            served.forEach((name, resources) -> list.add(version(name, resources(resources), true)));
        });
        remote.forEach(one -> versions.computeIfAbsent(one.version().group(), _ -> new ArrayList<>())
                .add(version(one.version().version(), RemoteResources.of(one), one.isFresh())));
        var items = new ArrayList<Json>();
        versions.forEach((group, list) -> items.add(group(group, list)));
        return JsonObject.of(
                "kind",
                "APIGroupDiscoveryList",
                "apiVersion",
                "apidiscovery.k8s.io/" + version,
                "metadata",
                JsonObject.EMPTY,
                "items",
                new JsonArray(items));
    }

    private static JsonObject group(String group, List<Json> versions) {
        var metadata = JsonObject.builder().putIfText("name", group).put("creationTimestamp", null);
        return JsonObject.of("metadata", metadata.build(), "versions", new JsonArray(versions));
    }

    private static JsonObject version(String name, List<Json> resources, boolean isFresh) {
        String freshness = isFresh ? "Current" : "Stale";
        return JsonObject.of("version", name, "resources", new JsonArray(resources), "freshness", freshness);
    }

    private static List<Json> resources(List<ServedResource> served) {
        return served.stream().map(one -> (Json) resource(one.type())).toList();
    }

    private static JsonObject resource(ResourceType type) {
        var entry = JsonObject.builder()
                .put("resource", type.resource().resource())
                .put("responseKind", kind(type.groupVersionKind()))
                .put("scope", type.isNamespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", type.singular())
                .put("verbs", type.verbs());
        if (!type.shortNames().isEmpty()) {
            entry.put("shortNames", type.shortNames());
        }
        if (!type.categories().isEmpty()) {
            entry.put("categories", type.categories());
        }
        if (!type.subresources().isEmpty()) {
            entry.put(
                    "subresources",
                    new JsonArray(type.subresources().stream()
                            .map(sub -> (Json) JsonObject.of(
                                    "subresource", sub.name(), "responseKind", kind(sub.kind()), "verbs", sub.verbs()))
                            .toList()));
        }
        return entry.build();
    }

    private static JsonObject kind(GroupVersionKind kind) {
        return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.kind());
    }
}
