// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.client.KubeClient;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.client.leader.FencedClient;
import dev.skerry.client.leader.LeaderElection;
import dev.skerry.client.leader.LeaderElection.Candidacy;
import dev.skerry.client.leader.Leadership;
import dev.skerry.client.leader.LeaseTerms;
import dev.skerry.controllers.Controllers;
import dev.skerry.controllers.certificate.CertificateControllers;
import dev.skerry.controllers.serviceaccount.TokenSecrets;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import dev.skerry.scheduler.SchedulingLoop;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.ServerCertificates;
import dev.skerry.security.token.LegacyTokens;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Controllers and scheduler: what one server of a cluster does for all. They share one set of caches, so a resource
/// is held in memory once.
///
/// Of several servers, the one that holds the Lease `kube-controller-manager` does it, and it alone asks for
/// `kube-scheduler`, so that both are always in one process. Everything is made anew for each term: a server that
/// does not lead has none of these caches, and one that begins to lead gives every node its full grace period.
///
/// @param chores starts what else one server does for all, of which nothing is an API's client
record Reconcilers(
        Function<Identity, KubeClient> clients,
        ServerCertificates certificates,
        LegacyTokens legacyTokens,
        Consumer<TaskGroup> chores,
        Surroundings surroundings) {
    private static final Identity CONTROLLERS =
            Identity.of("system:kube-controller-manager", Identity.GROUP_AUTHENTICATED);
    private static final Identity SCHEDULER = Identity.of("system:kube-scheduler", Identity.GROUP_AUTHENTICATED);
    private static final String NAMESPACE = "kube-system";

    /// Where time and chance come from, and where is told what happens.
    record Surroundings(Clock clock, RandomGenerator random, Metrics metrics) {}

    /// For a server that has no rivals.
    void startAlone(TaskGroup tasks) {
        startControllers(tasks, Leadership.UNDISPUTED).start(tasks);
    }

    /// Leads whenever it can, until it is interrupted.
    ///
    /// @param candidate what this process calls itself in Leases
    void run(String candidate) throws InterruptedException {
        election(CONTROLLERS, "kube-controller-manager", candidate).run((tasks, leadership) -> {
            var scheduling = startControllers(tasks, leadership);
            var scheduler = election(SCHEDULER, "kube-scheduler", candidate);
            tasks.start("scheduler", () -> scheduler.run((term, _) -> scheduling.start(term)));
        });
    }

    private LeaderElection election(Identity identity, String lease, String candidate) {
        var candidacy = new Candidacy(new ObjectName(NAMESPACE, lease), candidate, LeaseTerms.STANDARD);
        return new LeaderElection(clients.apply(identity), candidacy, surroundings.clock(), surroundings.random());
    }

    /// The scheduler is made with the caches and not started.
    private SchedulingLoop startControllers(TaskGroup tasks, Leadership leadership) {
        var clock = surroundings.clock();
        var random = surroundings.random();
        var metrics = surroundings.metrics();
        KubeClient client = new FencedClient(clients.apply(CONTROLLERS), leadership);
        KubeClient binder = new FencedClient(clients.apply(SCHEDULER), leadership);
        var informers = new SharedInformers(client, clock, random, metrics);
        var events = new EventOutbox(client, clock, random, metrics);
        var parts = new ControllerParts(_ -> client, informers, events, clock, random, metrics);
        var controllers = new Controllers(parts, certificates.authorityPem());
        var tokenSecrets = TokenSecrets.wire(parts, legacyTokens, certificates.authorityPem());
        var signing = CertificateControllers.wire(parts, certificates.authority());
        var scheduling = new SchedulingLoop(binder, informers, events, clock, random, metrics);
        informers.start(tasks);
        events.start(tasks);
        controllers.start(tasks);
        signing.forEach(controller -> controller.start(tasks, 1));
        tokenSecrets.start(tasks, 1);
        chores.accept(tasks);
        return scheduling;
    }
}
