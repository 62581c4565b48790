// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.discovery;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;

/// Discovery in its first form: a document for the groups, one for each group, one for each version.
///
/// @param remote listed behind what is served here
record LegacyDocuments(ServedGroups groups, List<RemoteVersions.RemoteVersion> remote) {
    /// `/api`: which versions the core group has.
    static JsonObject coreVersions() {
        var addresses = JsonArray.of(JsonObject.of("clientCIDR", "0.0.0.0/0", "serverAddress", ""));
        return JsonObject.of(
                "kind", "APIVersions", "versions", JsonArray.of("v1"), "serverAddressByClientCIDRs", addresses);
    }

    /// `/apis`
    JsonObject groupList() {
        var list = new ArrayList<Json>();
        var names = new LinkedHashSet<>(groups.groups().keySet());
        remote.forEach(one -> names.add(one.version().group()));
        for (String group : names) {
            if (!group.isEmpty()) {
                list.add(group(group));
            }
        }
        return JsonObject.of("kind", "APIGroupList", "apiVersion", "v1", "groups", new JsonArray(list));
    }

    /// `/apis/apps`
    JsonObject groupDocument(String group) {
        var document = JsonObject.builder().put("kind", "APIGroup").put("apiVersion", "v1");
        group(group).forEach(document::put);
        return document.build();
    }

    /// `/apis/apps/v1`
    JsonObject resourceList(GroupVersion version, List<ServedResource> resources) {
        var entries = new ArrayList<Json>();
        for (ServedResource served : resources) {
            ResourceType type = served.type();
            entries.add(resource(served));
            type.subresources().forEach(sub -> entries.add(subresource(served, sub)));
        }
        return JsonObject.of(
                "kind",
                "APIResourceList",
                "apiVersion",
                "v1",
                "groupVersion",
                version.toString(),
                "resources",
                new JsonArray(entries));
    }

    /// Whether a group has a version, be it here or elsewhere.
    boolean serves(String group) {
        return !groups.versions(group).isEmpty()
                || remote.stream().anyMatch(one -> one.version().group().equals(group));
    }

    private JsonObject group(String group) {
        var names = new LinkedHashSet<>(groups.versions(group).keySet());
        remote.stream()
                .filter(one -> one.version().group().equals(group))
                .forEach(one -> names.add(one.version().version()));
        var versions = new ArrayList<Json>();
        for (String version : names) {
            versions.add(JsonObject.of("groupVersion", group + "/" + version, "version", version));
        }
        return JsonObject.of(
                "name", group, "versions", new JsonArray(versions), "preferredVersion", versions.getFirst());
    }

    private static JsonObject resource(ServedResource served) {
        ResourceType type = served.type();
        var entry = JsonObject.builder()
                .put("name", type.resource().resource())
                .put("singularName", type.singular())
                .put("namespaced", type.isNamespaced())
                .put("kind", type.kind())
                .put("verbs", type.verbs());
        if (!type.shortNames().isEmpty()) {
            entry.put("shortNames", type.shortNames());
        }
        if (!type.categories().isEmpty()) {
            entry.put("categories", type.categories());
        }
        if (type.verbs().contains("list")) {
            entry.put("storageVersionHash", storageVersionHash(served));
        }
        return entry.build();
    }

    private static JsonObject subresource(ServedResource served, ResourceType.Subresource sub) {
        GroupVersionKind kind = sub.kind();
        var entry = JsonObject.builder()
                .put("name", served.resource().resource() + "/" + sub.name())
                .put("singularName", "")
                .put("namespaced", served.type().isNamespaced());
        if (!kind.groupVersion().equals(served.resource().groupVersion())) {
            entry.putIfText("group", kind.group()).put("version", kind.version());
        }
        return entry.put("kind", kind.kind()).put("verbs", sub.verbs()).build();
    }

    /// Tells a client whether objects are stored in another version than before.
    private static String storageVersionHash(ServedResource served) {
        try {
            String text = served.storageGroup() + "/" + served.kind().version() + "/"
                    + served.kind().kind();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
