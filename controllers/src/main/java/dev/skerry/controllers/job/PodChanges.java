// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which pods a pass makes and ends.
///
/// @param create the completion index of each pod that is to be made, [JobPod#NO_INDEX] where there are none
/// @param dismiss pods that are too many: ended, and not counted
/// @param end pods of a Job that is over: ended, and counted as it then is
/// @param pause until more pods may be made; zero if nothing holds them back
record PodChanges(List<Integer> create, List<JobPod> dismiss, List<JobPod> end, Duration pause) {
    /// Many enough to fill a site at once, few enough that a wrong number does not occupy a worker.
    private static final int CREATED_MAX = 500;

    PodChanges {
        create = List.copyOf(create);
        dismiss = List.copyOf(dismiss);
        end = List.copyOf(end);
    }

    static PodChanges of(
            JobSpec spec, List<JobPod> pods, Ledger ledger, FailureCounts failures, Verdict verdict, Instant now) {
        List<JobPod> active = pods.stream().filter(JobPod::isActive).toList();
        if (!(verdict instanceof Verdict.GoesOn)) {
            return new PodChanges(List.of(), List.of(), active, Duration.ZERO);
        }
        if (spec.isSuspended()) {
            return new PodChanges(List.of(), active, List.of(), Duration.ZERO);
        }
        List<JobPod> needless = needless(spec, active, ledger, failures);
        List<JobPod> useful =
                active.stream().filter(pod -> !needless.contains(pod)).toList();
        int wanted = wanted(spec, ledger, useful.size());
        if (useful.size() > wanted) {
            var dismissed = new ArrayList<>(needless);
            dismissed.addAll(ranked(useful).subList(0, useful.size() - wanted));
            return new PodChanges(List.of(), dismissed, List.of(), Duration.ZERO);
        }
        int terminating = spec.replacesOnlyFailed()
                ? (int) pods.stream().filter(JobPod::isTerminating).count()
                : 0;
        int missing = Math.min(wanted - useful.size() - terminating, CREATED_MAX);
        if (missing <= 0) {
            return new PodChanges(List.of(), needless, List.of(), Duration.ZERO);
        }
        Duration wait = failures.untilRetry(now);
        if (wait.isPositive()) {
            return new PodChanges(List.of(), needless, List.of(), wait);
        }
        if (!spec.isIndexed()) {
            var made = Collections.nCopies(missing, JobPod.NO_INDEX);
            return new PodChanges(made, needless, List.of(), Duration.ZERO);
        }
        return indexed(spec, pods, ledger, failures, new Missing(missing, needless), now);
    }

    private record Missing(int count, List<JobPod> needless) {}

    private static PodChanges indexed(
            JobSpec spec, List<JobPod> pods, Ledger ledger, FailureCounts failures, Missing missing, Instant now) {
        IndexSet taken = ledger.completed().and(failures.failedIndexes());
        for (JobPod pod : pods) {
            boolean holds = pod.isActive() || spec.replacesOnlyFailed() && pod.isTerminating();
            if (holds
                    && pod.index(spec) != JobPod.NO_INDEX
                    && !missing.needless().contains(pod)) {
                taken = taken.with(pod.index(spec));
            }
        }
        var made = new ArrayList<Integer>();
        Duration wait = Duration.ZERO;
        for (int index = taken.nextMissing(0);
                index < spec.indexes() && made.size() < missing.count();
                index = taken.nextMissing(index + 1)) {
            Duration own = failures.untilRetry(index, now);
            if (!own.isPositive()) {
                made.add(index);
            } else if (wait.isZero() || own.compareTo(wait) < 0) {
                wait = own;
            }
        }
        return new PodChanges(made, missing.needless(), List.of(), wait);
    }

    /// How many pods are to be active now.
    private static int wanted(JobSpec spec, Ledger ledger, int active) {
        if (spec.completions().isEmpty()) {
            // Once one has succeeded, the work is done: the others end by themselves.
            return ledger.allSucceeded() > 0 ? Math.min(active, spec.parallelism()) : spec.parallelism();
        }
        long left = spec.completions().getAsInt() - ledger.allSucceeded();
        return Math.clamp(left, 0, spec.parallelism());
    }

    /// Pods that work on what somebody else works on, or on nothing.
    private static List<JobPod> needless(JobSpec spec, List<JobPod> active, Ledger ledger, FailureCounts failures) {
        if (!spec.isIndexed()) {
            return List.of();
        }
        Set<Integer> seen = new HashSet<>();
        IndexSet over = ledger.completed().and(failures.failedIndexes());
        var needless = new ArrayList<JobPod>();
        for (JobPod pod : ranked(active).reversed()) {
            int index = pod.index(spec);
            if (index == JobPod.NO_INDEX || over.contains(index) || !seen.add(index)) {
                needless.add(pod);
            }
        }
        return needless;
    }

    /// Those that would be missed least come first.
    private static List<JobPod> ranked(List<JobPod> active) {
        return active.stream()
                .sorted(Comparator.comparing(
                                (JobPod pod) -> !PodState.nodeName(pod.pod()).isEmpty())
                        .thenComparing(
                                pod -> pod.pod().at("status", "phase").text().equals("Running"))
                        .thenComparing(pod -> PodState.isReady(pod.pod()))
                        .thenComparing(pod -> created(pod.pod()), Comparator.reverseOrder())
                        .thenComparing(pod -> pod.pod().name()))
                .toList();
    }

    private static Instant created(KubeObject pod) {
        return pod.creationTimestamp().orElse(Instant.EPOCH);
    }
}
