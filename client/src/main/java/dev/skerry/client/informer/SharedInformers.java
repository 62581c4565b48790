// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.foundation.json.SharedParts;
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
    private final Map<Scope, Informer> informers = new LinkedHashMap<>();

    /// @param random safe for use by several threads
    public SharedInformers(KubeClient client, Clock clock, RandomGenerator random, Metrics metrics) {
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /// The cache of everything of this resource; the same one for all who ask.
    public Cache<KubeObject> cache(GroupVersionResource resource) {
        return informers.computeIfAbsent(Scope.all(resource), this::informer).cache();
    }

    /// The cache of those that a field selector chooses; the same one for all who ask for the same.
    public Cache<KubeObject> cache(GroupVersionResource resource, String fieldSelector) {
        return informers
                .computeIfAbsent(new Scope(resource, "", "", fieldSelector), this::informer)
                .cache();
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
        informers.forEach((scope, informer) -> tasks.start("informer " + name(scope), informer.reflector()::run));
    }

    private static String name(Scope scope) {
        String resource = scope.resource().toString();
        return scope.fieldSelector().isEmpty() ? resource : resource + " " + scope.fieldSelector();
    }

    private Informer informer(Scope scope) {
        var parts = new SharedParts();
        var cache = new Cache<KubeObject>(object ->
                new KubeObject(parts.share(withoutManagedFields(object).tree())));
        metrics.gauge("skerry_informer_objects", "Objects held by a cache.", cache::size, "resource", name(scope));
        return new Informer(cache, new Reflector<>(client, scope, cache, clock, random));
    }

    /// Who wrote which field is often half of an object and of no use to controllers. A server keeps the
    /// record of an object that is written back without it.
    private static KubeObject withoutManagedFields(KubeObject object) {
        return object.without("metadata", "managedFields");
    }
}
