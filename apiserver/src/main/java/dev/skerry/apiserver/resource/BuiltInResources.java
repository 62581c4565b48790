// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.schema.ObjectSchema;
import dev.skerry.api.schema.ResourceType;
import dev.skerry.api.schema.Schemas;
import dev.skerry.api.selector.SelectableFields;
import dev.skerry.apiserver.resource.ServedResource.ScalePaths;
import dev.skerry.apiserver.resource.ServedResource.Trait;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The kinds that every Kubernetes has, and what sets some of them apart.
public final class BuiltInResources implements ResourceCatalog {
    /// Whose PUT makes what is not there. Resources are named with their group, as in messages.
    private static final Set<String> CREATED_ON_UPDATE = Set.of(
            "leases.coordination.k8s.io",
            "endpoints",
            "events",
            "events.events.k8s.io",
            "limitranges",
            "services",
            "runtimeclasses.node.k8s.io",
            "roles.rbac.authorization.k8s.io",
            "rolebindings.rbac.authorization.k8s.io",
            "clusterroles.rbac.authorization.k8s.io",
            "clusterrolebindings.rbac.authorization.k8s.io");

    private static final Set<String> NEEDING_RESOURCE_VERSION = Set.of(
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingadmissionpolicies.admissionregistration.k8s.io",
            "validatingadmissionpolicybindings.admissionregistration.k8s.io",
            "leases.coordination.k8s.io",
            "poddisruptionbudgets.policy",
            "runtimeclasses.node.k8s.io",
            "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io",
            "csistoragecapacities.storage.k8s.io",
            "volumeattachments.storage.k8s.io",
            "apiservices.apiregistration.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io");

    /// Kinds with a `status` whose generation does not count all the same.
    private static final Set<String> UNCOUNTED = Set.of(
            "namespaces",
            "nodes",
            "services",
            "persistentvolumes",
            "persistentvolumeclaims",
            "resourcequotas",
            "horizontalpodautoscalers.autoscaling",
            "servicecidrs.networking.k8s.io",
            "apiservices.apiregistration.k8s.io",
            "resourceclaims.resource.k8s.io",
            "certificatesigningrequests.certificates.k8s.io");

    /// Kinds without a `status` whose generation counts.
    private static final Set<String> COUNTED = Set.of(
            "networkpolicies.networking.k8s.io",
            "podtemplates",
            "ingressclasses.networking.k8s.io",
            "priorityclasses.scheduling.k8s.io",
            "deviceclasses.resource.k8s.io",
            "mutatingadmissionpolicies.admissionregistration.k8s.io",
            "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
            "endpointslices.discovery.k8s.io",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingadmissionpolicybindings.admissionregistration.k8s.io");

    private static final Set<String> SHOWN_WHEN_DELETED = Set.of(
            "pods",
            "podtemplates",
            "services",
            "serviceaccounts",
            "resourcequotas",
            "persistentvolumes",
            "persistentvolumeclaims",
            "storageclasses.storage.k8s.io",
            "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io",
            "volumeattachments.storage.k8s.io",
            "volumeattributesclasses.storage.k8s.io",
            "deviceclasses.resource.k8s.io",
            "resourceclaims.resource.k8s.io",
            "resourceclaimtemplates.resource.k8s.io",
            "resourceslices.resource.k8s.io");

    private final Map<GroupVersionResource, ServedResource> served = new LinkedHashMap<>();

    /// @param rules what holds for the content of a kind's objects
    /// @param tables what people are shown of a kind
    public BuiltInResources(
            Schemas schemas,
            Function<GroupVersionKind, ObjectRules> rules,
            Function<GroupVersionKind, TableColumns> tables) {
        for (ResourceType type : schemas.resourceTypes()) {
            GroupVersionKind kind = type.groupVersionKind();
            ObjectSchema schema = schemas.find(kind)
                    .orElseThrow(() -> new IllegalStateException("no schema for the built-in kind " + kind));
            served.put(
                    type.resource(),
                    new ServedResource(
                            type,
                            schema,
                            SelectableFields.of(kind),
                            traits(type),
                            storageGroup(type.resource()),
                            scale(type),
                            rules.apply(kind),
                            tables.apply(kind),
                            JsonObject.EMPTY));
        }
    }

    @Override
    public Optional<ServedResource> find(GroupVersionResource resource) {
        return Optional.ofNullable(served.get(resource));
    }

    @Override
    public List<ServedResource> all() {
        return new ArrayList<>(served.values());
    }

    @Override
    public long revision() {
        return 0;
    }

    /// Events are served by two groups and stored once.
    private static String storageGroup(GroupVersionResource resource) {
        return resource.group().equals("events.k8s.io") ? "" : resource.group();
    }

    private static Set<Trait> traits(ResourceType type) {
        var traits = EnumSet.noneOf(Trait.class);
        String name = qualified(type.resource());
        addIf(traits, Trait.CREATE_ON_UPDATE, CREATED_ON_UPDATE.contains(name));
        addIf(traits, Trait.NEEDS_RESOURCE_VERSION, NEEDING_RESOURCE_VERSION.contains(name));
        boolean hasStatus = type.findSubresource("status").isPresent();
        addIf(traits, Trait.COUNTS_GENERATION, COUNTED.contains(name) || (hasStatus && !UNCOUNTED.contains(name)));
        addIf(traits, Trait.SHOWN_WHEN_DELETED, SHOWN_WHEN_DELETED.contains(name));
        switch (name) {
            case "pods" -> traits.add(Trait.GRACEFUL);
            case "nodes" -> traits.add(Trait.STATUS_AT_CREATION);
            case "namespaces" -> traits.add(Trait.HAS_SPEC_FINALIZERS);
            case "deployments.apps" -> traits.add(Trait.COUNTS_ANNOTATIONS);
            case "replicationcontrollers", "jobs.batch" -> traits.add(Trait.ORPHANS_BY_DEFAULT);
            default -> {}
        }
        return traits;
    }

    private static void addIf(Set<Trait> traits, Trait trait, boolean condition) {
        if (condition) {
            traits.add(trait);
        }
    }

    private static Optional<ScalePaths> scale(ResourceType type) {
        return type.findSubresource("scale")
                .map(_ -> new ScalePaths(
                        List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector")));
    }

    private static String qualified(GroupVersionResource resource) {
        return resource.group().isEmpty() ? resource.resource() : resource.resource() + "." + resource.group();
    }
}
