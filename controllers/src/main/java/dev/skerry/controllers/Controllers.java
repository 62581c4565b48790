// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers;

import dev.skerry.client.controller.Controller;
import dev.skerry.controllers.clusterrole.ClusterRoleAggregation;
import dev.skerry.controllers.cronjob.CronJobController;
import dev.skerry.controllers.definition.DefinitionCleanup;
import dev.skerry.controllers.deployment.DeploymentController;
import dev.skerry.controllers.disruption.DisruptionController;
import dev.skerry.controllers.disruption.StaleTargets;
import dev.skerry.controllers.flow.DanglingSchemas;
import dev.skerry.controllers.garbage.GarbageCollector;
import dev.skerry.controllers.job.FinishedJobs;
import dev.skerry.controllers.job.JobController;
import dev.skerry.controllers.namespace.NamespaceController;
import dev.skerry.controllers.node.NodeController;
import dev.skerry.controllers.node.TaintEviction;
import dev.skerry.controllers.podgc.PodCollector;
import dev.skerry.controllers.quota.QuotaController;
import dev.skerry.controllers.replicaset.ReplicaSetController;
import dev.skerry.controllers.serviceaccount.NamespaceOutfit;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All controllers of a cluster. Caches and events are not started here: the scheduler of the same
/// process shares them.
///
/// With threads: [#start]. In a simulator: [#step] until it answers false, then let the clock pass.
public final class Controllers {
    /// Enough that one slow pass (a large ReplicaSet) does not hold up the others.
    private static final int WORKERS = 4;

    private final List<Controller> controllers;
    private final GarbageCollector garbage;

    /// @param rootCertificate what signed the server's certificate, PEM, for pods to know it by
    public Controllers(ControllerParts parts, String rootCertificate) {
        this.controllers = List.of(
                NamespaceController.wire(parts),
                NamespaceOutfit.defaultServiceAccounts(parts),
                NamespaceOutfit.rootCertificates(parts, rootCertificate),
                ClusterRoleAggregation.wire(parts),
                DefinitionCleanup.wire(parts),
                DanglingSchemas.wire(parts),
                ReplicaSetController.wire(parts),
                DeploymentController.wire(parts),
                JobController.wire(parts),
                FinishedJobs.wire(parts),
                CronJobController.wire(parts),
                PodCollector.wire(parts),
                DisruptionController.wire(parts),
                StaleTargets.wire(parts),
                NodeController.wire(parts),
                TaintEviction.wire(parts),
                QuotaController.wire(parts));
        this.garbage = new GarbageCollector(parts);
    }

    public void start(TaskGroup tasks) {
        controllers.forEach(controller -> controller.start(tasks, WORKERS));
        garbage.start(tasks, WORKERS);
    }

    /// Lets each controller make a pass if one is due; false if none is.
    public boolean step() throws InterruptedException {
        boolean hasMoved = false;
        for (Controller controller : controllers) {
            hasMoved |= controller.step();
        }
        return hasMoved | garbage.step();
    }

    /// How many there are.
    public int size() {
        return controllers.size() + 1;
    }

    /// Lets one of them make a pass if one is due; false if none is.
    ///
    /// @param index below [#size]
    public boolean step(int index) throws InterruptedException {
        return index < controllers.size() ? controllers.get(index).step() : garbage.step();
    }

    /// Until a controller wants another pass although nothing changes; empty if none does.
    public Optional<Duration> untilNext() {
        return Stream.concat(controllers.stream().map(Controller::untilNext), Stream.of(garbage.untilNext()))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }
}
