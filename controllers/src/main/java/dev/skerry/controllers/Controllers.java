// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers;

import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.deployment.DeploymentController;
import dev.skerry.controllers.namespace.NamespaceController;
import dev.skerry.controllers.replicaset.ReplicaSetController;
import dev.skerry.controllers.serviceaccount.NamespaceOutfit;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// All controllers of a cluster, over one set of caches.
///
/// With threads: [#start]. In a simulator: [#step] until it answers false, then let the clock pass.
public final class Controllers {
    /// Enough that one slow pass (a large ReplicaSet) does not hold up the others.
    private static final int WORKERS = 4;

    private final SharedInformers informers;
    private final EventOutbox events;
    private final List<Controller> controllers;

    /// @param clients the API as the controller of a name (`deployment-controller`) may use it; the name
    ///     `controllers` is for caches and events that all share
    /// @param random safe for use by several threads
    /// @param rootCertificate what signed the server's certificate, PEM, for pods to know it by
    public Controllers(
            Function<String, KubeClient> clients,
            Clock clock,
            RandomGenerator random,
            Metrics metrics,
            String rootCertificate) {
        KubeClient shared = clients.apply("controllers");
        this.informers = new SharedInformers(shared, clock, random, metrics);
        this.events = new EventOutbox(shared, clock, random, metrics);
        var parts = new ControllerParts(clients, informers, events, clock, random, metrics);
        this.controllers = List.of(
                NamespaceController.wire(parts),
                NamespaceOutfit.defaultServiceAccounts(parts),
                NamespaceOutfit.rootCertificates(parts, rootCertificate),
                ReplicaSetController.wire(parts),
                DeploymentController.wire(parts));
    }

    public void start(TaskGroup tasks) {
        informers.start(tasks);
        events.start(tasks);
        controllers.forEach(controller -> controller.start(tasks, WORKERS));
    }

    /// Does one thing of each kind that can be done without waiting; false if there is nothing to do now.
    public boolean step() throws InterruptedException {
        boolean hasMoved = informers.step();
        for (Controller controller : controllers) {
            hasMoved |= controller.step();
        }
        return hasMoved | events.step();
    }

    /// Until a controller wants another pass although nothing changes; empty if none does.
    public Optional<Duration> untilNext() {
        return controllers.stream()
                .flatMap(controller -> controller.untilNext().stream())
                .min(Duration::compareTo);
    }
}
