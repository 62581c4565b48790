// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.schema;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import java.util.List;
import java.util.Optional;

/// A resource as discovery tells of it: where objects of a kind live and what may be done with them.
///
/// @param resource plural and lower case, with its group and version
/// @param listKind the kind of a list of them, `PodList`; empty for what is only created
/// @param singular the name for one, `pod`
/// @param verbs what may be asked: `create`, `delete`, `deletecollection`, `get`, `list`, `patch`, `update`, `watch`
public record ResourceType(
        GroupVersionResource resource,
        String kind,
        String listKind,
        Scope scope,
        String singular,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        List<Subresource> subresources) {

    /// Whether objects live in a namespace.
    public enum Scope {
        NAMESPACED,
        CLUSTER
    }

    /// A part of an object with a door of its own: `pods/status`, `deployments/scale`.
    ///
    /// @param name without the resource: `status`
    /// @param kind what goes in and out, which may be of another group than the resource
    public record Subresource(String name, GroupVersionKind kind, List<String> verbs) {
        public Subresource {
            verbs = List.copyOf(verbs);
        }
    }

    public ResourceType {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = List.copyOf(verbs);
        subresources = List.copyOf(subresources);
    }

    public boolean isNamespaced() {
        return scope == Scope.NAMESPACED;
    }

    public GroupVersionKind groupVersionKind() {
        return resource.groupVersion().kind(kind);
    }

    public Optional<Subresource> findSubresource(String name) {
        return subresources.stream().filter(sub -> sub.name().equals(name)).findFirst();
    }
}
