// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One cache per resource for all controllers of a process, however many read it: a second copy of every
/// pod would be the largest thing in a small server's memory.
///
/// Caches are asked for while things are wired, before [#start] or the first [#step].
public final class SharedInformers {
    private record Informer(Cache<KubeObject> cache, Reflector<KubeObject> reflector) {}

    private final KubeClient client;
    private final Clock clock;
    private final RandomGenerator random;
    private final Metrics metrics;
    private final Map<GroupVersionResource, Informer> informers = new LinkedHashMap<>();

    /// @param random safe for use by several threads
    public SharedInformers(KubeClient client, Clock clock, RandomGenerator random, Metrics metrics) {
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /// The cache of everything of this resource; the same one for all who ask.
    public Cache<KubeObject> cache(GroupVersionResource resource) {
        return informers.computeIfAbsent(resource, this::informer).cache();
    }

    /// Moves every cache as far as possible without waiting; false if none had anything to do.
    public boolean step() throws InterruptedException {
        boolean hasMoved = false;
        for (Informer informer : informers.values()) {
            hasMoved |= informer.reflector().step();
        }
        return hasMoved;
    }

    public void start(TaskGroup tasks) {
        informers.forEach((resource, informer) -> tasks.start("informer " + resource, informer.reflector()::run));
    }

    private Informer informer(GroupVersionResource resource) {
        var cache = new Cache<KubeObject>(SharedInformers::withoutManagedFields);
        metrics.gauge(
                "skerry_informer_objects", "Objects held by a cache.", cache::size, "resource", resource.toString());
        return new Informer(cache, new Reflector<>(client, Scope.all(resource), cache, clock, random));
    }

    /// Who wrote which field is often half of an object and of no use to controllers. A server keeps the
    /// record of an object that is written back without it.
    private static KubeObject withoutManagedFields(KubeObject object) {
        return object.without("metadata", "managedFields");
    }
}
