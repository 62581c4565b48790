// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.controller.Outcome;
import dev.skerry.client.controller.Reconciler;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.Claims;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.controllers.wiring.Owned;
import dev.skerry.controllers.wiring.Selectors;
import dev.skerry.controllers.wiring.StatusPatch;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.util.List;
import java.util.Optional;

/// One pass over one Deployment: claim its ReplicaSets, make the one of its template if it is missing,
/// make one move of the rollout, forget old history, report.
public final class DeploymentController implements Reconciler {
    private static final String NAME = "deployment-controller";

    private final KubeClient client;
    private final Cache<KubeObject> deployments;
    private final Cache<KubeObject> replicaSets;
    private final Cache<KubeObject> pods;
    private final Clock clock;
    private final Claims claims;
    private final VersionChanges changes;

    private DeploymentController(
            KubeClient client,
            Cache<KubeObject> deployments,
            Cache<KubeObject> replicaSets,
            Cache<KubeObject> pods,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.deployments = deployments;
        this.replicaSets = replicaSets;
        this.pods = pods;
        this.clock = clock;
        this.claims = new Claims(client, Resources.REPLICA_SETS, replicaSets);
        this.changes = new VersionChanges(client, replicaSets, events);
    }

    public static Controller wire(ControllerParts parts) {
        var deployments = parts.cache(Resources.DEPLOYMENTS);
        var replicaSets = parts.cache(Resources.REPLICA_SETS);
        var pods = parts.cache(Resources.PODS);
        Owned.index(replicaSets);
        Owned.index(pods);
        var reconciler = new DeploymentController(
                parts.client(NAME), deployments, replicaSets, pods, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("deployment", reconciler, List.of(deployments, replicaSets, pods));
        deployments.onChange(change -> controller.enqueue(change.name()));
        replicaSets.onChange(change -> reconciler.concerned(change).forEach(controller::enqueue));
        pods.onChange(change -> reconciler.waitingForPod(change).ifPresent(controller::enqueue));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = deployments.find(name);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject deployment = found.get();
        var selector = Selectors.of(deployment);
        Goal goal = Goal.of(deployment);
        var versions = Versions.of(deployment, claims.claim(deployment, Resources.DEPLOYMENTS, selector, _ -> true));
        var rollout = deployment.isBeingDeleted() ? Pass.NOTHING_DONE : move(deployment, goal, versions);
        return report(deployment, goal, versions, rollout);
    }

    /// What a pass did to the newest version.
    private enum Pass {
        NOTHING_DONE,
        CREATED,
        COLLIDED
    }

    /// A recreation needs no proportions: whatever size its versions were made for, the old ones go and the new one
    /// gets its size.
    private Pass move(KubeObject deployment, Goal goal, Versions versions) {
        boolean isRecreate = Goal.isRecreate(deployment);
        boolean isPaused = deployment.at("spec", "paused").booleanOr(false);
        boolean hasOldPods = isRecreate && hasPods(versions.old());
        if (versions.newest().isPresent()) {
            KubeObject aligned =
                    changes.align(deployment, versions.newest().get().replicaSet(), versions.nextRevision());
            rememberRevision(deployment, aligned);
            var rollout = new Rollout(goal, Version.of(aligned), versions.old());
            List<Rollout.Scale> moves = isPaused || !isRecreate && rollout.isScaled()
                    ? rollout.scaleInProportion(!isRecreate)
                    : isRecreate ? rollout.recreate(hasOldPods) : rollout.rollingUpdate();
            moves.forEach(move -> changes.scale(deployment, move, goal));
            if (new DeploymentReport(deployment, versions, goal, clock.now()).isComplete()) {
                changes.forgetHistory(deployment, versions.old());
            }
            return Pass.NOTHING_DONE;
        }
        return withoutNewest(deployment, goal, versions, hasOldPods);
    }

    /// No ReplicaSet of the present template exists: the old ones are scaled if they have to be, and then
    /// the new one is made, unless the Deployment is paused or first has to see its old pods go.
    private Pass withoutNewest(KubeObject deployment, Goal goal, Versions versions, boolean hasOldPods) {
        var nothingYet = new Version(KubeObject.of(deployment.kind(), deployment.objectName()), 0, 0, 0, 0);
        var rollout = new Rollout(goal, nothingYet, versions.old());
        boolean isRecreate = Goal.isRecreate(deployment);
        boolean isPaused = deployment.at("spec", "paused").booleanOr(false);
        if (isPaused || !isRecreate && rollout.isScaled()) {
            rollout.scaleInProportion(!isRecreate).stream()
                    .filter(move -> !move.version().equals(nothingYet))
                    .forEach(move -> changes.scale(deployment, move, goal));
            return Pass.NOTHING_DONE;
        }
        if (isRecreate) {
            List<Rollout.Scale> downs = rollout.recreate(true);
            downs.forEach(move -> changes.scale(deployment, move, goal));
            if (hasOldPods || !downs.isEmpty()) {
                return Pass.NOTHING_DONE;
            }
        }
        int size = isRecreate ? goal.replicas() : rollout.newestSize();
        Optional<KubeObject> made = changes.make(deployment, size, goal, versions.nextRevision());
        made.ifPresent(replicaSet -> rememberRevision(deployment, replicaSet));
        return made.isPresent() ? Pass.CREATED : Pass.COLLIDED;
    }

    private Outcome report(KubeObject deployment, Goal goal, Versions versions, Pass pass) {
        // Scaling has changed the cache; the report counts what this pass began with, and the change
        // brings the next pass.
        Versions seen = pass == Pass.CREATED ? Versions.of(deployment, Owned.by(deployment, replicaSets)) : versions;
        var report = new DeploymentReport(deployment, seen, goal, clock.now());
        KubeObject reported = report.applied(pass == Pass.COLLIDED ? 1 : 0, pass == Pass.CREATED);
        deployments.assume(StatusPatch.write(client, Resources.DEPLOYMENTS, deployment, reported));
        return report.untilDeadline(reported).<Outcome>map(Outcome.Again::new).orElse(Outcome.SETTLED);
    }

    private void rememberRevision(KubeObject deployment, KubeObject newest) {
        String revision = newest.annotations().getOrDefault(Versions.REVISION, "");
        if (!revision.equals(deployment.annotations().get(Versions.REVISION))) {
            var metadata = JsonObject.of("annotations", JsonObject.of(Versions.REVISION, revision));
            deployments.assume(client.patch(
                    Resources.DEPLOYMENTS,
                    deployment.objectName(),
                    "",
                    PatchType.MERGE,
                    JsonObject.of("metadata", metadata)));
        }
    }

    private boolean hasPods(List<Version> versions) {
        return versions.stream()
                .flatMap(version -> Owned.by(version.replicaSet(), pods).stream())
                .anyMatch(pod -> !PodState.isTerminated(pod));
    }

    private List<ObjectName> concerned(Change<KubeObject> change) {
        var names = new java.util.ArrayList<>(Owned.controllers(change, "Deployment"));
        KubeObject replicaSet = change.newest();
        if (replicaSet.controller().isEmpty()) {
            deployments.inNamespace(replicaSet.namespace()).stream()
                    .filter(deployment -> Selectors.selects(deployment, replicaSet))
                    .map(KubeObject::objectName)
                    .forEach(names::add);
        }
        return names;
    }

    /// The Deployment that recreates its pods and may have waited for the end of this one.
    private Optional<ObjectName> waitingForPod(Change<KubeObject> change) {
        KubeObject pod = change.newest();
        boolean hasEnded = change instanceof Change.Gone<KubeObject> || PodState.isTerminated(pod);
        if (!hasEnded) {
            return Optional.empty();
        }
        return pod.controller()
                .filter(owner -> owner.kind().equals("ReplicaSet"))
                .flatMap(owner -> replicaSets.find(new ObjectName(pod.namespace(), owner.name())))
                .flatMap(KubeObject::controller)
                .flatMap(owner -> deployments.find(new ObjectName(pod.namespace(), owner.name())))
                .filter(Goal::isRecreate)
                .map(KubeObject::objectName);
    }
}
