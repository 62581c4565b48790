// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.controllers.job.FailurePolicy.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Failures that are remembered by the pods that failed: of the Job since its last success, and of each index.
///
/// Nothing of it is kept in memory: a server that starts anew waits as long as the one before it would have.
final class FailureCounts {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MAX = Duration.ofMinutes(10);
    private static final int DOUBLINGS_MAX = 6;

    private final JobSpec spec;
    private final FailurePolicy policy;
    private final List<JobPod> pods;
    private final Map<Integer, JobPod> lastOfIndex = new HashMap<>();

    FailureCounts(JobSpec spec, List<JobPod> pods) {
        this.spec = spec;
        this.policy = FailurePolicy.of(spec.job());
        this.pods = List.copyOf(pods);
        if (spec.backoffLimitPerIndex().isPresent()) {
            pods.stream().filter(pod -> pod.hasFailed(spec)).forEach(this::enterIndex);
        }
    }

    private void enterIndex(JobPod pod) {
        int index = pod.index(spec);
        if (index != JobPod.NO_INDEX) {
            lastOfIndex.merge(index, pod, (one, other) -> failuresAt(one) < failuresAt(other) ? other : one);
        }
    }

    private static int failuresAt(JobPod pod) {
        return pod.failuresBefore() + pod.ignoredFailuresBefore();
    }

    boolean isIgnored(JobPod pod) {
        return policy.ruling(pod).action() == Action.IGNORE;
    }

    /// The first failure that fails the whole Job; for people, why.
    Optional<String> failsJob() {
        return pods.stream()
                .filter(pod -> pod.hasFailed(spec))
                .map(policy::ruling)
                .filter(ruling -> ruling.action() == Action.FAIL_JOB)
                .map(FailurePolicy.Ruling::why)
                .findFirst();
    }

    /// Indexes that have failed for good, those included that were known before.
    IndexSet failedIndexes() {
        IndexSet failed =
                IndexSet.parse(spec.job().at("status", "failedIndexes").text(), spec.indexes());
        for (var last : lastOfIndex.entrySet()) {
            if (isLastTry(last.getValue())) {
                failed = failed.with(last.getKey());
            }
        }
        return failed;
    }

    private boolean isLastTry(JobPod pod) {
        return switch (policy.ruling(pod).action()) {
            case FAIL_INDEX -> true;
            case IGNORE -> false;
            case COUNT, FAIL_JOB ->
                pod.failuresBefore() >= spec.backoffLimitPerIndex().orElse(Integer.MAX_VALUE);
        };
    }

    /// Whether a failed pod is the only memory of how often its index has failed: there is no newer pod, and the
    /// index will be tried again.
    boolean isNeeded(JobPod pod) {
        int index = pod.index(spec);
        JobPod last = lastOfIndex.get(index);
        if (last == null || !last.pod().uid().equals(pod.pod().uid()) || isLastTry(pod)) {
            return false;
        }
        return pods.stream()
                .noneMatch(other ->
                        other.index(spec) == index && (other.hasSucceeded() || failuresAt(other) > failuresAt(pod)));
    }

    /// What the next pod of an index has to know.
    record Carried(int failures, int ignoredFailures) {}

    Carried carried(int index) {
        JobPod last = lastOfIndex.get(index);
        if (last == null) {
            return new Carried(0, 0);
        }
        boolean isIgnored = isIgnored(last);
        return new Carried(
                last.failuresBefore() + (isIgnored ? 0 : 1), last.ignoredFailuresBefore() + (isIgnored ? 1 : 0));
    }

    /// How long an index has to wait for its next pod.
    Duration untilRetry(int index, Instant now) {
        JobPod last = lastOfIndex.get(index);
        return last == null ? Duration.ZERO : remaining(failuresAt(last) + 1, last.end(), now);
    }

    /// How long the whole Job has to wait for its next pod: the longer the more have failed since the last success.
    Duration untilRetry(Instant now) {
        if (spec.backoffLimitPerIndex().isPresent()) {
            return Duration.ZERO;
        }
        Instant success = ends(JobPod::hasSucceeded).orElse(Instant.EPOCH);
        Predicate<JobPod> counts =
                pod -> pod.hasFailed(spec) && !isIgnored(pod) && pod.end().isAfter(success);
        int failures = (int) pods.stream().filter(counts).count();
        return ends(counts).map(last -> remaining(failures, last, now)).orElse(Duration.ZERO);
    }

    private Optional<Instant> ends(Predicate<JobPod> which) {
        return pods.stream().filter(which).map(JobPod::end).max(Comparator.naturalOrder());
    }

    private static Duration remaining(int failures, Instant last, Instant now) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        Duration most = wait.compareTo(MAX) > 0 ? MAX : wait;
        Duration left = Duration.between(now, last.plus(most));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
