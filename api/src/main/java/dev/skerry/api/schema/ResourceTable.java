// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.api.meta.GroupVersionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `resources.txt`: the facts about built-in resources that the upstream types do not carry.
/// The file explains its own form.
final class ResourceTable {
    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> CHANGE_VERBS = List.of("get", "patch", "update");

    private final Map<GroupVersion, String> packages = new LinkedHashMap<>();
    private final List<ResourceType> types = new ArrayList<>();

    ResourceTable(List<String> lines) {
        GroupVersion groupVersion = new GroupVersion("", "");
        for (String line : lines) {
            if (line.startsWith("  ")) {
                types.add(resource(groupVersion, List.of(line.strip().split(" ", -1))));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                int space = line.indexOf(' ');
                groupVersion = GroupVersion.parse(line.substring(0, space));
                packages.put(groupVersion, line.substring(space + 1));
            }
        }
    }

    /// The package of each group version's types, in discovery's order.
    Map<GroupVersion, String> packages() {
        return packages;
    }

    List<ResourceType> types() {
        return types;
    }

    private static ResourceType resource(GroupVersion groupVersion, List<String> words) {
        String kind = words.get(1);
        List<String> shortNames = List.of();
        List<String> categories = List.of();
        List<String> verbs = ALL_VERBS;
        var subresources = new ArrayList<ResourceType.Subresource>();
        for (String word : words.subList(3, words.size())) {
            if (word.startsWith("/")) {
                subresources.add(subresource(groupVersion.kind(kind), word.substring(1)));
            } else if (word.startsWith("short=")) {
                shortNames = list(word);
            } else if (word.startsWith("category=")) {
                categories = list(word);
            } else {
                verbs = list(word);
            }
        }
        return new ResourceType(
                groupVersion.resource(words.get(0)),
                kind,
                verbs.contains("list") ? kind + "List" : "",
                words.get(2).equals("n") ? ResourceType.Scope.NAMESPACED : ResourceType.Scope.CLUSTER,
                kind.toLowerCase(java.util.Locale.ROOT),
                shortNames,
                categories,
                verbs,
                subresources);
    }

    private static ResourceType.Subresource subresource(GroupVersionKind owner, String word) {
        if (word.equals("status")) {
            return new ResourceType.Subresource(word, owner, CHANGE_VERBS);
        }
        if (word.equals("scale")) {
            return new ResourceType.Subresource(word, new GroupVersionKind("autoscaling", "v1", "Scale"), CHANGE_VERBS);
        }
        List<String> parts = List.of(word.split(":", -1));
        return new ResourceType.Subresource(
                parts.get(0), kind(owner, parts.get(1)), List.of(parts.get(2).split(",", -1)));
    }

    private static GroupVersionKind kind(GroupVersionKind owner, String text) {
        int dot = text.lastIndexOf('.');
        return dot < 0
                ? owner.groupVersion().kind(text)
                : GroupVersion.parse(text.substring(0, dot)).kind(text.substring(dot + 1));
    }

    private static List<String> list(String word) {
        return List.of(word.substring(word.indexOf('=') + 1).split(",", -1));
    }
}
