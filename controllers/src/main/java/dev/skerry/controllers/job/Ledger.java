// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How many pods have ended, each counted exactly once whatever crashes when.
///
/// A pod carries a finalizer until it is counted, so it cannot vanish before. Its end enters the status by uid, among
/// those that are not in the sums yet; only then is the finalizer taken off; and only when the pod is seen without it,
/// or not at all, the uid leaves that list and the sum rises, in one write. Succeeded indexes need no such list: a set
/// takes each of them once by itself.
///
/// @param succeeded sum, of pods that are not in a list any more
/// @param uncountedSucceeded, uncountedFailed uids
/// @param free pods whose finalizer can go once this is written
record Ledger(
        long succeeded,
        long failed,
        Set<String> uncountedSucceeded,
        Set<String> uncountedFailed,
        IndexSet completed,
        List<JobPod> free) {
    /// More in a status at once would make it too large.
    private static final int UNCOUNTED_MAX = 500;

    /// What becomes of pods that have not ended: they are waited for, or count as failures, or as nothing.
    enum Rest {
        GOES_ON,
        FAILED,
        NOT_COUNTED
    }

    static Ledger of(JobSpec spec, List<JobPod> pods, FailureCounts failures, Rest rest) {
        return new Count(spec, pods, failures, rest).taken();
    }

    long allSucceeded() {
        return succeeded + uncountedSucceeded.size();
    }

    long allFailed() {
        return failed + uncountedFailed.size();
    }

    boolean isSettled() {
        return uncountedSucceeded.isEmpty() && uncountedFailed.isEmpty() && free.isEmpty();
    }

    JsonObject uncounted() {
        var lists = JsonObject.builder();
        putIfAny(lists, "succeeded", uncountedSucceeded);
        putIfAny(lists, "failed", uncountedFailed);
        return lists.build();
    }

    private static void putIfAny(JsonObject.Builder lists, String name, Set<String> uids) {
        if (!uids.isEmpty()) {
            lists.put(name, new JsonArray(uids.stream().map(Json::of).toList()));
        }
    }

    /// The counting itself.
    private static final class Count {
        private final JobSpec spec;
        private final List<JobPod> pods;
        private final FailureCounts failures;
        private final Rest rest;
        private final Set<String> succeeded = new LinkedHashSet<>();
        private final Set<String> failed = new LinkedHashSet<>();
        private final List<JobPod> free = new ArrayList<>();
        private IndexSet completed;

        private Count(JobSpec spec, List<JobPod> pods, FailureCounts failures, Rest rest) {
            this.spec = spec;
            this.pods = pods;
            this.failures = failures;
            this.rest = rest;
            this.completed =
                    IndexSet.parse(spec.job().at("status", "completedIndexes").text(), spec.indexes());
        }

        private Ledger taken() {
            KubeObject job = spec.job();
            long sumFailed = job.at("status", "failed").longOr(0) + carriedOver("failed", failed);
            long sumSucceeded = job.at("status", "succeeded").longOr(0) + carriedOver("succeeded", succeeded);
            for (JobPod pod : pods) {
                if (pod.isTracked() && succeeded.size() + failed.size() < UNCOUNTED_MAX) {
                    count(pod);
                }
            }
            long all = spec.isIndexed() ? completed.size() : sumSucceeded;
            return new Ledger(all, sumFailed, succeeded, failed, completed, List.copyOf(free));
        }

        /// Keeps in the list those whose finalizer is still there; the others go into the sum.
        private long carriedOver(String list, Set<String> kept) {
            Map<String, JobPod> byUid =
                    pods.stream().collect(Collectors.toMap(pod -> pod.pod().uid(), Function.identity()));
            long gone = 0;
            for (Json uid :
                    spec.job().at("status", "uncountedTerminatedPods", list).elements()) {
                JobPod pod = byUid.get(uid.text());
                if (pod != null && pod.isTracked()) {
                    kept.add(uid.text());
                } else {
                    gone++;
                }
            }
            return gone;
        }

        private void count(JobPod pod) {
            String uid = pod.pod().uid();
            if (succeeded.contains(uid) || failed.contains(uid)) {
                free.add(pod);
            } else if (pod.hasSucceeded()) {
                succeeded(pod, uid);
                free.add(pod);
            } else if (rest == Rest.NOT_COUNTED && (pod.isActive() || pod.isTerminating())) {
                free.add(pod);
            } else if (pod.hasFailed(spec) || rest == Rest.FAILED) {
                failed(pod, uid);
            }
        }

        private void succeeded(JobPod pod, String uid) {
            if (!spec.isIndexed()) {
                succeeded.add(uid);
            } else if (pod.index(spec) != JobPod.NO_INDEX) {
                completed = completed.with(pod.index(spec));
            }
        }

        private void failed(JobPod pod, String uid) {
            if (rest == Rest.GOES_ON && failures.isNeeded(pod)) {
                // The one that comes in its place has to know how often its index has failed.
                return;
            }
            boolean isKnown = !spec.isIndexed() || pod.index(spec) != JobPod.NO_INDEX;
            if (isKnown && !failures.isIgnored(pod)) {
                failed.add(uid);
            }
            free.add(pod);
        }
    }
}
