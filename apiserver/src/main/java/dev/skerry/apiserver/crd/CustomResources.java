// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.ResourceCatalog;
import dev.skerry.apiserver.resource.ServedResource;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.telemetry.Log;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The resources that definitions bring, as of now: whoever asks sees every definition whose write has been
/// answered. What a definition brings is computed once per state of the definition.
///
/// One snapshot is read by all threads; it is replaced under a lock when a definition has changed.
public final class CustomResources implements ResourceCatalog {
    static final String GROUP = "apiextensions.k8s.io";
    static final String RESOURCE = "customresourcedefinitions";

    private static final Log LOG = Log.of("apiserver.crd");

    private final ObjectSource objects;
    private final Conversions conversions;
    private final ReentrantLock renewal = new ReentrantLock();

    private volatile Snapshot current = new Snapshot(-1, Map.of(), Map.of());

    /// @param built what each definition brings, by its uid and resourceVersion
    private record Snapshot(
            long revision, Map<GroupVersionResource, ServedResource> served, Map<String, List<ServedResource>> built) {}

    public CustomResources(ObjectSource objects, Conversions conversions) {
        this.objects = objects;
        this.conversions = conversions;
    }

    @Override
    public Optional<ServedResource> find(GroupVersionResource resource) {
        return Optional.ofNullable(snapshot().served().get(resource));
    }

    @Override
    public List<ServedResource> all() {
        return new ArrayList<>(snapshot().served().values());
    }

    @Override
    public long revision() {
        return objects.revision(GROUP, RESOURCE);
    }

    private Snapshot snapshot() {
        Snapshot known = current;
        if (known.revision() == revision()) {
            return known;
        }
        renewal.lock();
        try {
            // Taken before the definitions are listed: a change in between is found by the next caller.
            long revision = revision();
            if (current.revision() != revision) {
                current = renewed(revision, current.built());
            }
            return current;
        } finally {
            renewal.unlock();
        }
    }

    private Snapshot renewed(long revision, Map<String, List<ServedResource>> known) {
        var built = new HashMap<String, List<ServedResource>>();
        var all = new ArrayList<ServedResource>();
        for (KubeObject definition : objects.list(GROUP, RESOURCE, "")) {
            if (DefinitionStatus.isEstablished(definition)) {
                String state = definition.uid() + "/" + definition.resourceVersion();
                List<ServedResource> resources = known.getOrDefault(state, List.of());
                built.put(state, resources.isEmpty() ? build(definition) : resources);
                all.addAll(built.getOrDefault(state, List.of()));
            }
        }
        // A group's versions stand in order of preference, whichever definition they come from.
        all.sort(Comparator.comparing(
                        (ServedResource served) -> served.resource().group())
                .thenComparing(served -> served.resource().version(), VersionOrder.PREFERRED_FIRST)
                .thenComparing(served -> served.resource().resource()));
        var served = new LinkedHashMap<GroupVersionResource, ServedResource>();
        all.forEach(resource -> served.putIfAbsent(resource.resource(), resource));
        return new Snapshot(revision, served, built);
    }

    private List<ServedResource> build(KubeObject definition) {
        try {
            return DefinedResources.of(definition, conversions.of(definition));
        } catch (IllegalArgumentException e) {
            // It was checked before it was stored, by an older server perhaps. The others must be served.
            LOG.warn(
                    "definition cannot be served",
                    "definition",
                    definition.name(),
                    "why",
                    String.valueOf(e.getMessage()));
            return List.of();
        }
    }
}
