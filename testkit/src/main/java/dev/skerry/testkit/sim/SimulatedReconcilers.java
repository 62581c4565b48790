// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.Controllers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.scheduler.SchedulingLoop;
import java.util.function.Function;

/// The real controllers and the real scheduler over one set of caches, as in the real server, moved step by step.
final class SimulatedReconcilers {
    /// Enough for anything that comes to rest.
    private static final int MOVES_MAX = 300;

    private final Surroundings surroundings;
    private final SharedInformers informers;

    /// The same ones, unless a bug is planted.
    private final SharedInformers schedulersOwn;

    private final EventOutbox events;
    private final Controllers controllers;
    private final SchedulingLoop scheduling;

    /// @param controllerClients the API as a controller with this name sees it
    SimulatedReconcilers(
            Function<String, KubeClient> controllerClients, KubeClient schedulerClient, Surroundings surroundings) {
        this.surroundings = surroundings;
        var clock = surroundings.clock();
        var random = surroundings.random();
        var metrics = new Metrics();
        this.informers = new SharedInformers(asSeenByAll(controllerClients), clock, random, metrics);
        this.schedulersOwn = surroundings.has(PlantedBug.SCHEDULER_IGNORES_REQUESTS)
                ? new SharedInformers(
                        new Distorted(controllerClients.apply("informers"), SimulatedReconcilers::withoutRequests),
                        clock,
                        random,
                        metrics)
                : informers;
        this.events = new EventOutbox(controllerClients.apply("events"), clock, random, metrics);
        var parts = new ControllerParts(asSeenByOne(controllerClients), informers, events, clock, random, metrics);
        this.controllers = new Controllers(parts, "a certificate");
        this.scheduling = new SchedulingLoop(schedulerClient, schedulersOwn, events, clock, random, metrics);
    }

    /// One of them does something, or learns something.
    void step() throws InterruptedException {
        int what = surroundings.random().nextInt(20);
        boolean _ = switch (what) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> informers.step() | stepOwn();
            case 8, 9, 10 -> scheduling.step();
            case 11 -> events.step();
            default -> controllers.step(surroundings.random().nextInt(controllers.size()));
        };
    }

    /// All of them, until they come to rest.
    void round() throws InterruptedException {
        int moves = 0;
        while (informers.step() | stepOwn() | controllers.step() | scheduling.step() | events.step()) {
            if (++moves > MOVES_MAX) {
                return;
            }
        }
    }

    private boolean stepOwn() throws InterruptedException {
        return surroundings.has(PlantedBug.SCHEDULER_IGNORES_REQUESTS) && schedulersOwn.step();
    }

    private KubeClient asSeenByAll(Function<String, KubeClient> clients) {
        KubeClient honest = clients.apply("informers");
        return surroundings.has(PlantedBug.CONTROLLER_MISSES_THE_EDGE)
                ? new Distorted(honest, SimulatedReconcilers::withoutRole)
                : honest;
    }

    private Function<String, KubeClient> asSeenByOne(Function<String, KubeClient> clients) {
        return surroundings.has(PlantedBug.CONTROLLER_FORGETS_ITS_WRITES)
                ? name -> new Distorted(clients.apply(name), SimulatedReconcilers::withoutVersion)
                : clients;
    }

    private static KubeObject withoutRole(KubeObject object) {
        return object.without("metadata", "labels", "node-role.kubernetes.io/edge");
    }

    /// A cache takes no notice of what carries no version.
    private static KubeObject withoutVersion(KubeObject object) {
        return object.without("metadata", "resourceVersion");
    }

    private static KubeObject withoutRequests(KubeObject object) {
        return object.at("spec", "containers") instanceof JsonArray containers
                ? object.with(containers.map(one -> one.object().without("resources")), "spec", "containers")
                : object;
    }
}
