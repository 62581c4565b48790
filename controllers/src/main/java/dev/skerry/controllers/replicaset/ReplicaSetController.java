// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
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
import dev.skerry.foundation.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// One pass over one ReplicaSet: claim the pods that match, create what is missing or delete what is
/// too many, report.
///
/// Nothing is created twice although the pod cache is a moment old: what this controller creates, it
/// puts into the cache itself (see [Cache]), and what it deletes it remembers until the cache knows.
public final class ReplicaSetController implements Reconciler {
    private static final String NAME = "replicaset-controller";

    private final KubeClient client;
    private final Cache<KubeObject> replicaSets;
    private final Cache<KubeObject> nodes;
    private final Clock clock;
    private final Claims claims;
    private final PodChanges changes;

    private ReplicaSetController(
            KubeClient client,
            Cache<KubeObject> replicaSets,
            Cache<KubeObject> pods,
            Cache<KubeObject> nodes,
            EventRecorder events,
            Clock clock) {
        this.client = client;
        this.replicaSets = replicaSets;
        this.nodes = nodes;
        this.clock = clock;
        this.claims = new Claims(client, Resources.PODS, pods);
        this.changes = new PodChanges(client, pods, events);
    }

    public static Controller wire(ControllerParts parts) {
        var replicaSets = parts.cache(Resources.REPLICA_SETS);
        var pods = parts.cache(Resources.PODS);
        var nodes = parts.cache(Resources.NODES);
        Owned.index(pods);
        var reconciler = new ReplicaSetController(
                parts.client(NAME), replicaSets, pods, nodes, parts.recorder(NAME), parts.clock());
        var controller = parts.controller("replicaset", reconciler, List.of(replicaSets, pods, nodes));
        replicaSets.onChange(change -> controller.enqueue(change.name()));
        pods.onChange(change -> reconciler.concerned(change).forEach(controller::enqueue));
        return controller;
    }

    @Override
    public Outcome reconcile(ObjectName name) {
        var found = replicaSets.find(name);
        if (found.isEmpty()) {
            return Outcome.SETTLED;
        }
        KubeObject replicaSet = found.get();
        List<KubeObject> owned =
                claims.claim(replicaSet, Resources.REPLICA_SETS, Selectors.of(replicaSet), PodState::isActive);
        var state = ReplicaSetState.of(replicaSet, changes.withoutDeleted(owned), clock.now());
        var failure = replicaSet.isBeingDeleted()
                ? new PodChanges.Result.Done()
                : changes.bring(state, PinnedNode.heldBack(replicaSet, owned, nodes));
        KubeObject reported = new ReplicaSetReport(state, failure, clock.now()).applyTo(replicaSet);
        replicaSets.assume(StatusPatch.write(client, Resources.REPLICA_SETS, replicaSet, reported));
        failure.rethrow();
        return state.untilMoreAvailable(clock.now())
                .<Outcome>map(Outcome.Again::new)
                .orElse(Outcome.SETTLED);
    }

    /// The ReplicaSets that a change of a pod concerns; for a pod that nobody controls, also those that
    /// may adopt it.
    private List<ObjectName> concerned(Change<KubeObject> change) {
        changes.noticed(change);
        KubeObject pod = change.newest();
        var names = new ArrayList<>(Owned.controllers(change, "ReplicaSet"));
        if (pod.controller().isEmpty()) {
            replicaSets.inNamespace(pod.namespace()).stream()
                    .filter(replicaSet -> Selectors.selects(replicaSet, pod))
                    .map(KubeObject::objectName)
                    .forEach(names::add);
        }
        return names;
    }
}
