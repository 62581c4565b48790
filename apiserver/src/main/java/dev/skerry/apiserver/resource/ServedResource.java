// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.selector.SelectableFields;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A resource as this server serves it: everything the generic registry must know of a kind, built-in or
/// custom.
///
/// @param storageGroup the group under which objects are stored: where a kind is served by two groups, that
///     of the older one
/// @param openApiSchema as a CustomResourceDefinition has it; empty for a built-in kind
/// @param scale where the scale subresource finds its numbers; empty without one
public record ServedResource(
        ResourceType type,
        ObjectSchema schema,
        SelectableFields selectableFields,
        Set<Trait> traits,
        String storageGroup,
        Optional<ScalePaths> scale,
        ObjectRules rules,
        TableColumns table,
        JsonObject openApiSchema) {

    /// What sets a kind apart from most others.
    public enum Trait {
        /// Defined by a CustomResourceDefinition: no strategic merge, no protobuf, metadata frozen in `/status`.
        CUSTOM,
        /// PUT makes an object that does not exist.
        CREATE_ON_UPDATE,
        /// PUT must name the resourceVersion that it replaces.
        NEEDS_RESOURCE_VERSION,
        /// Dependents are orphaned when the client names no policy.
        ORPHANS_BY_DEFAULT,
        /// Deletion gives the object time: it goes when its node says so.
        GRACEFUL,
        /// `metadata.generation` counts changes of what is wanted.
        COUNTS_GENERATION,
        /// Changed annotations count, too.
        COUNTS_ANNOTATIONS,
        /// The creator may say how the object is: nodes tell of themselves.
        STATUS_AT_CREATION,
        /// `spec.finalizers` keep the object as `metadata.finalizers` do.
        HAS_SPEC_FINALIZERS,
        /// Deletion is answered with the object as it was, not with the news that it is gone.
        SHOWN_WHEN_DELETED
    }

    /// Where a scalable kind keeps its numbers, as field names from the top.
    ///
    /// @param selector empty for a kind without one; in `status` a text, in `spec` a label selector
    public record ScalePaths(List<String> replicas, List<String> statusReplicas, List<String> selector) {}

    public ServedResource {
        traits = Set.copyOf(traits);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    public GroupVersionResource resource() {
        return type.resource();
    }

    public GroupVersionKind kind() {
        return type.groupVersionKind();
    }

    public boolean hasStatus() {
        return type.findSubresource("status").isPresent();
    }
}
