// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.replicaset;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.controllers.wiring.PodTemplate;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Creates the pods that are missing and deletes those that are too many.
///
/// The first failure ends the pass: whatever refuses one pod (a quota, an admission plugin) refuses its
/// equals too, and asking a hundred times more would only load the server.
///
/// What was deleted is remembered by uid from before the request until the cache shows it, because until
/// then the pod looks alive, and a second pass would delete another one.
final class PodChanges {
    /// Many enough to fill any node at once, few enough that a wrong number does not occupy a worker.
    private static final int CHANGES_MAX = 500;

    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final EventRecorder events;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    PodChanges(KubeClient client, Cache<KubeObject> pods, EventRecorder events) {
        this.client = client;
        this.pods = pods;
        this.events = events;
    }

    /// How changing the pods went.
    sealed interface Result {
        /// Passes the failure on, so that the pass is tried again.
        void rethrow();

        record Done() implements Result {
            @Override
            public void rethrow() {}
        }

        /// @param reason `FailedCreate` or `FailedDelete`, as the condition has it
        record Failed(String reason, RuntimeException cause) implements Result {
            @Override
            public void rethrow() {
                throw cause;
            }
        }
    }

    /// The cache tells what became of a pod.
    void noticed(Change<KubeObject> change) {
        if (change instanceof Change.Gone<KubeObject> || change.newest().isBeingDeleted()) {
            deleted.remove(change.newest().uid());
        }
    }

    List<KubeObject> withoutDeleted(List<KubeObject> owned) {
        return owned.stream().filter(pod -> !deleted.contains(pod.uid())).toList();
    }

    /// @param heldBack so many replacements wait for a node to come back
    Result bring(ReplicaSetState state, int heldBack) {
        int missing = state.wanted() - state.active().size();
        if (missing > 0) {
            return create(state.replicaSet(), Math.min(missing - heldBack, CHANGES_MAX));
        }
        int tooMany = Math.min(-missing, CHANGES_MAX);
        return delete(state.replicaSet(), PodRanking.ranked(state).subList(0, tooMany));
    }

    private Result create(KubeObject replicaSet, int count) {
        for (int i = 0; i < count; i++) {
            try {
                KubeObject created = client.create(Resources.PODS, PodTemplate.pod(replicaSet));
                pods.assume(created);
                events.normal(replicaSet, "SuccessfulCreate", "Created pod: " + created.name());
            } catch (StatusException refused) {
                if (isNamespaceTerminating(refused)) {
                    return new Result.Done();
                }
                return failedCreate(replicaSet, refused);
            } catch (TransientException failed) {
                return failedCreate(replicaSet, failed);
            }
        }
        return new Result.Done();
    }

    private Result failedCreate(KubeObject replicaSet, RuntimeException failed) {
        events.warning(replicaSet, "FailedCreate", "Error creating: " + failed.getMessage());
        return new Result.Failed("FailedCreate", failed);
    }

    /// All of it goes away, this ReplicaSet too: nothing to report.
    private static boolean isNamespaceTerminating(StatusException refused) {
        return refused.details().at("causes").elements().stream()
                .anyMatch(cause -> cause.at("reason").text().equals("NamespaceTerminating"));
    }

    private Result delete(KubeObject replicaSet, List<KubeObject> victims) {
        for (KubeObject pod : victims) {
            deleted.add(pod.uid());
            try {
                client.delete(Resources.PODS, pod.objectName(), Deletion.background(pod.uid()));
                events.normal(replicaSet, "SuccessfulDelete", "Deleted pod: " + pod.name());
            } catch (StatusException | TransientException failed) {
                deleted.remove(pod.uid());
                events.warning(replicaSet, "FailedDelete", "Error deleting: " + failed.getMessage());
                return new Result.Failed("FailedDelete", failed);
            }
        }
        return new Result.Done();
    }
}
