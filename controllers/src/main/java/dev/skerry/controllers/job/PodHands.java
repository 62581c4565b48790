// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.EventRecorder;
import dev.skerry.client.informer.Cache;
import dev.skerry.client.informer.Change;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Does to pods what a pass has decided.
///
/// Who was dismissed is remembered by uid until gone: the cache shows it alive for a moment yet, and then it looks like
/// a failure. A server that starts anew takes it for one, and waits ten seconds for nothing.
final class PodHands {
    private final KubeClient client;
    private final Cache<KubeObject> pods;
    private final EventRecorder events;
    private final Set<String> dismissed = ConcurrentHashMap.newKeySet();

    PodHands(KubeClient client, Cache<KubeObject> pods, EventRecorder events) {
        this.client = client;
        this.pods = pods;
        this.events = events;
    }

    Cache<KubeObject> pods() {
        return pods;
    }

    /// The cache tells what became of a pod.
    void noticed(Change<KubeObject> change) {
        if (change instanceof Change.Gone<KubeObject>) {
            dismissed.remove(change.newest().uid());
        }
    }

    List<JobPod> known(List<KubeObject> owned) {
        return owned.stream()
                .map(pod -> new JobPod(pod, dismissed.contains(pod.uid())))
                .toList();
    }

    /// Puts the finalizer on pods that have been adopted, so that they are counted when they end.
    void track(List<JobPod> owned) {
        for (JobPod pod : owned) {
            if (pod.isActive() && !pod.isTracked()) {
                var finalizers = new ArrayList<>(pod.pod().finalizers());
                finalizers.add(JobPod.FINALIZER);
                writeFinalizers(pod.pod(), finalizers);
            }
        }
    }

    /// @return the Job's pods as they are afterwards
    List<JobPod> carryOut(JobSpec spec, List<JobPod> owned, PodChanges changes, FailureCounts failures) {
        var after = new ArrayList<>(owned);
        for (JobPod pod : changes.dismiss()) {
            // Without its finalizer it goes uncounted.
            free(pod.pod());
            delete(spec.job(), pod);
            dismissed.add(pod.pod().uid());
            after.set(after.indexOf(pod), new JobPod(pod.pod(), true));
        }
        for (JobPod pod : changes.end()) {
            delete(spec.job(), pod);
        }
        for (int index : changes.create()) {
            after.add(new JobPod(create(spec, index, failures)));
        }
        return after;
    }

    private KubeObject create(JobSpec spec, int index, FailureCounts failures) {
        try {
            KubeObject created = client.create(Resources.PODS, JobPods.pod(spec, index, failures));
            pods.assume(created);
            events.normal(spec.job(), "SuccessfulCreate", "Created pod: " + created.name());
            return created;
        } catch (StatusException | TransientException failed) {
            events.warning(spec.job(), "FailedCreate", "Error creating: " + failed.getMessage());
            throw failed;
        }
    }

    private void delete(KubeObject job, JobPod pod) {
        client.delete(
                Resources.PODS,
                pod.pod().objectName(),
                Deletion.background(pod.pod().uid()));
        events.normal(job, "SuccessfulDelete", "Deleted pod: " + pod.pod().name());
    }

    void freeAll(List<KubeObject> counted) {
        counted.forEach(this::free);
    }

    /// Pods that were made by a Job of this name which is not there any more.
    ///
    /// @param uid of the Job that has the name now; empty if there is none
    void freeForsaken(ObjectName job, String uid) {
        for (KubeObject pod : pods.inNamespace(job.namespace())) {
            if (!new JobPod(pod).isTracked()) {
                continue;
            }
            boolean isForsaken = pod.controller()
                    .map(owner -> owner.kind().equals("Job")
                            && owner.name().equals(job.name())
                            && !owner.uid().equals(uid))
                    .orElse(uid.isEmpty() && job.name().equals(pod.labels().get("batch.kubernetes.io/job-name")));
            if (isForsaken) {
                free(pod);
            }
        }
    }

    private void free(KubeObject pod) {
        if (pod.finalizers().contains(JobPod.FINALIZER)) {
            writeFinalizers(
                    pod,
                    pod.finalizers().stream()
                            .filter(one -> !one.equals(JobPod.FINALIZER))
                            .toList());
        }
    }

    private void writeFinalizers(KubeObject pod, List<String> finalizers) {
        var metadata = JsonObject.of(
                "uid",
                pod.uid(),
                "resourceVersion",
                pod.resourceVersion(),
                "finalizers",
                new JsonArray(finalizers.stream().map(Json::of).toList()));
        try {
            pods.assume(client.patch(
                    Resources.PODS, pod.objectName(), "", PatchType.MERGE, JsonObject.of("metadata", metadata)));
        } catch (StatusException refused) {
            if (refused.code() != 404) {
                throw refused;
            }
            // It has just gone: the next pass counts it.
        }
    }
}
