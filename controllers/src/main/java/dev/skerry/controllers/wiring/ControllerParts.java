// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// What a controller gets from outside.
///
/// @param clients the API as a controller of this name (`deployment-controller`) may use it
/// @param random safe for use by several threads
public record ControllerParts(
        Function<String, KubeClient> clients,
        SharedInformers informers,
        EventOutbox events,
        Clock clock,
        RandomGenerator random,
        Metrics metrics) {

    public KubeClient client(String name) {
        return clients.apply(name);
    }

    public Cache<KubeObject> cache(GroupVersionResource resource) {
        return informers.cache(resource);
    }

    public EventRecorder recorder(String component) {
        return events.recorder(component);
    }

    public Controller controller(String name, Reconciler reconciler, List<Cache<?>> caches) {
        return new Controller(name, reconciler, caches, clock, random, metrics);
    }
}
