// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.definition;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.controllers.wiring.ControllerParts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One pass over one definition: if it is being deleted, delete all objects that it defines, and when none
/// is left, give up the finalizer that holds the definition.
public final class DefinitionCleanup implements Reconciler {
    private static final GroupVersionResource DEFINITIONS =
            new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    /// What is left waits for finalizers of its own.
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final KubeClient client;
    private final Cache<KubeObject> definitions;

    private DefinitionCleanup(KubeClient client, Cache<KubeObject> definitions) {
        this.client = client;
        this.definitions = definitions;
    }

    public static Controller wire(ControllerParts parts) {
        var definitions = parts.cache(DEFINITIONS);
        // What it does, it does as the garbage collector, which may delete anything.
        var reconciler = new DefinitionCleanup(parts.client("generic-garbage-collector"), definitions);
        var controller = parts.controller("definition-cleanup", reconciler, List.of(definitions));
        definitions.onChange(change -> {
            if (change.newest().isBeingDeleted()) {
                controller.enqueue(change.name());
            }
        });
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = definitions.find(name);
        if (found.isEmpty()
                || !found.get().isBeingDeleted()
                || !found.get().finalizers().contains(FINALIZER)) {
            return Outcome.SETTLED;
        }
        KubeObject definition = found.get();
        Optional<GroupVersionResource> resource = findResource(definition);
        if (resource.isPresent() && !isEmptied(resource.get())) {
            return new Outcome.Again(RECHECK);
        }
        List<String> others = definition.finalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        client.update(DEFINITIONS, definition.withFinalizers(others));
        return Outcome.SETTLED;
    }

    /// Where the definition's objects are; nowhere if its names were never accepted: objects of that name
    /// are then another definition's. They are looked for in the version that they are stored in, if it is served:
    /// a conversion webhook may have been deleted together with its definition.
    private static Optional<GroupVersionResource> findResource(KubeObject definition) {
        if (!Conditions.isTrue(definition, "Established")) {
            return Optional.empty();
        }
        return definition.at("spec", "versions").elements().stream()
                .filter(version -> version.at("served").booleanOr(false))
                .sorted(Comparator.comparing(
                        version -> version.at("storage").booleanOr(false), Comparator.reverseOrder()))
                .map(version -> new GroupVersionResource(
                        definition.at("spec", "group").text(),
                        version.at("name").text(),
                        definition.at("status", "acceptedNames", "plural").text()))
                .findFirst();
    }

    private boolean isEmptied(GroupVersionResource resource) {
        var everywhere = new Scope(resource, "", "", "");
        try {
            for (KubeObject object : client.list(everywhere).items()) {
                if (!object.isBeingDeleted()) {
                    delete(resource, object);
                }
            }
            return client.list(everywhere).items().isEmpty();
        } catch (StatusException refused) {
            // No longer served: then nobody can have objects of it.
            if (refused.code() == 404) {
                return true;
            }
            throw refused;
        }
    }

    private void delete(GroupVersionResource resource, KubeObject object) {
        try {
            client.delete(resource, object.objectName(), Deletion.background(object.uid()));
        } catch (StatusException refused) {
            // Gone, or another one of its name by now: the next look will tell.
            if (refused.code() != 404 && refused.code() != 409) {
                throw refused;
            }
        }
    }
}
