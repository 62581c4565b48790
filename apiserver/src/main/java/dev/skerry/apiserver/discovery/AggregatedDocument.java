// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Discovery in one document: everything of all groups, so that a client asks twice instead of fifty times.
final class AggregatedDocument {
    private AggregatedDocument() {}

    /// @param version of the form itself: `v2` or `v2beta1`
    static JsonObject of(Map<String, Map<String, List<ServedResource>>> groups, String version) {
        var items = new ArrayList<Json>();
        groups.forEach((group, versions) -> items.add(group(group, versions)));
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

    private static JsonObject group(String group, Map<String, List<ServedResource>> versions) {
        var list = new ArrayList<Json>();
        versions.forEach((version, resources) -> list.add(JsonObject.of(
                "version",
                version,
                "resources",
                new JsonArray(resources.stream()
                        .map(served -> (Json) resource(served.type()))
                        .toList()),
                "freshness",
                "Current")));
        var metadata = JsonObject.builder().putIfText("name", group).put("creationTimestamp", null);
        return JsonObject.of("metadata", metadata.build(), "versions", new JsonArray(list));
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
