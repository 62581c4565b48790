// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.garbage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.client.informer.Reflector;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.Discovered;
import dev.skerry.controllers.wiring.Discovery;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Watches every resource that the server has, builtin or defined, and keeps the graph of who belongs to
/// whom. What changes in it is looked at by [Disposal].
///
/// Only names, owners and finalizers are kept of an object, some 300 bytes each. Resources come and go
/// with definitions, so the server is asked for them again when one changes, and every [#REDISCOVERY]; what
/// belongs to an owner that no watch has shown is looked at again then, since the owner may have come and gone
/// before its resource was known. Nothing is disposed of until every resource of the first answer has been listed, or
/// has failed to be for [#PATIENCE].
public final class GarbageCollector {
    private static final Duration REDISCOVERY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final GroupVersionResource DEFINITIONS =
            new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private static final ObjectName DISCOVERY = ObjectName.cluster("discovery");

    /// Events change all the time, belong to nobody and expire by themselves.
    private static final Set<GroupVersionResource> UNWATCHED =
            Set.of(Resources.EVENTS, new GroupVersionResource("events.k8s.io", "v1", "events"));

    private record Watched(Cache<OwnedObject> cache, Reflector<OwnedObject> reflector, TaskGroup tasks) {}

    private final ControllerParts parts;
    private final KubeClient client;
    private final OwnershipGraph graph = new OwnershipGraph();
    private final Owners owners;
    private final Controller discovery;
    private final Controller disposal;
    private final long startNanos;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<GroupVersionResource, Watched> watched = new LinkedHashMap<>();

    @GuardedBy("lock")
    private @Nullable TaskGroup tasks;

    @GuardedBy("lock")
    private boolean isDiscovered;

    public GarbageCollector(ControllerParts parts) {
        this.parts = parts;
        this.client = parts.client("generic-garbage-collector");
        this.owners = new Owners(client, graph);
        this.startNanos = parts.clock().nanos();
        this.discovery = parts.controller("garbage-discovery", _ -> discover(), List.of());
        var pass = new Disposal(client, graph, owners, this::enqueue);
        this.disposal = parts.controller(
                "garbage",
                key -> isReady() ? pass.reconcile(key) : new Outcome.Again(Duration.ofMillis(100)),
                List.of());
        discovery.enqueue(DISCOVERY);
    }

    public void start(TaskGroup group, int workers) {
        lock.lock();
        try {
            tasks = group;
        } finally {
            lock.unlock();
        }
        discovery.start(group, 1);
        disposal.start(group, workers);
    }

    /// Does what can be done without waiting; false if there is nothing to do now.
    public boolean step() throws InterruptedException {
        boolean hasMoved = discovery.step();
        for (Watched one : watches()) {
            hasMoved |= one.reflector().step();
        }
        return hasMoved | disposal.step();
    }

    /// Until something is due although nothing changes.
    public Optional<Duration> untilNext() {
        return List.of(discovery, disposal).stream()
                .flatMap(controller -> controller.untilNext().stream())
                .min(Duration::compareTo);
    }

    private void enqueue(ObjectName key) {
        disposal.enqueue(key);
    }

    private Outcome discover() {
        var found = Discovery.deletable(client);
        var resources = found.resources().stream()
                .filter(Discovered::isWatchable)
                .filter(one -> !UNWATCHED.contains(one.resource()))
                .toList();
        owners.know(found.resources());
        resources.forEach(one -> watch(one.resource()));
        if (found.failures().isEmpty()) {
            // A group that could not be asked may still exist; its watches stay.
            var present =
                    new HashSet<>(resources.stream().map(Discovered::resource).toList());
            watchedResources().stream().filter(one -> !present.contains(one)).forEach(this::unwatch);
        }
        lock.lock();
        try {
            isDiscovered = true;
        } finally {
            lock.unlock();
        }
        graph.strays().forEach(uid -> enqueue(Disposal.key(uid)));
        return new Outcome.Again(REDISCOVERY);
    }

    private void watch(GroupVersionResource resource) {
        lock.lock();
        try {
            if (watched.containsKey(resource)) {
                return;
            }
            var cache = new Cache<>(object -> OwnedObject.of(resource, object));
            cache.onChange(this::noticed);
            if (resource.equals(DEFINITIONS)) {
                cache.onChange(_ -> discovery.enqueue(DISCOVERY));
            }
            var reflector = new Reflector<>(client, Scope.all(resource), cache, parts.clock(), parts.random());
            var own = new TaskGroup();
            watched.put(resource, new Watched(cache, reflector, own));
            if (tasks != null) {
                tasks.start("garbage " + resource, () -> {
                    // A group of its own, so that this watch alone can be ended when its resource is gone.
                    try (own) {
                        own.start("garbage watch " + resource, reflector::run);
                        own.await();
                    }
                });
            }
        } finally {
            lock.unlock();
        }
    }

    private void unwatch(GroupVersionResource resource) {
        Watched gone;
        lock.lock();
        try {
            gone = watched.remove(resource);
        } finally {
            lock.unlock();
        }
        if (gone != null) {
            gone.tasks().stop();
            gone.reflector().close();
            gone.cache().all().forEach(object -> removed(object));
        }
    }

    private void noticed(Change<OwnedObject> change) {
        switch (change) {
            case Change.Appeared<OwnedObject> appeared -> present(appeared.now());
            case Change.Changed<OwnedObject> changed -> {
                if (!changed.was().uid().equals(changed.now().uid())) {
                    removed(changed.was());
                }
                present(changed.now());
                changed.was().owners().stream()
                        .filter(owner -> changed.was().blocks(owner.uid())
                                && !changed.now().blocks(owner.uid()))
                        .forEach(owner -> freed(owner.uid()));
            }
            case Change.Gone<OwnedObject> gone -> removed(gone.was());
        }
    }

    private void present(OwnedObject object) {
        graph.put(object);
        boolean isOfInterest = object.isBeingDeleted()
                ? !object.finalizers().isEmpty()
                : !object.owners().isEmpty();
        if (isOfInterest) {
            enqueue(Disposal.key(object.uid()));
        }
    }

    private void removed(OwnedObject object) {
        graph.remove(object.uid());
        graph.dependents(object.uid()).forEach(dependent -> enqueue(Disposal.key(dependent.uid())));
        object.owners().forEach(owner -> freed(owner.uid()));
    }

    /// One that an owner waited for holds it up no longer.
    private void freed(String owner) {
        if (graph.find(owner).filter(OwnedObject::waitsForDependents).isPresent()) {
            enqueue(Disposal.key(owner));
        }
    }

    private boolean isReady() {
        boolean isPatient = parts.clock().nanos() - startNanos < PATIENCE.toNanos();
        lock.lock();
        try {
            return isDiscovered
                    && (!isPatient
                            || watched.values().stream()
                                    .allMatch(one -> one.cache().isSynced()));
        } finally {
            lock.unlock();
        }
    }

    private List<Watched> watches() {
        lock.lock();
        try {
            return new ArrayList<>(watched.values());
        } finally {
            lock.unlock();
        }
    }

    private List<GroupVersionResource> watchedResources() {
        lock.lock();
        try {
            return List.copyOf(watched.keySet());
        } finally {
            lock.unlock();
        }
    }
}
