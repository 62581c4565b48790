// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whether a Job goes on.
sealed interface Verdict {
    /// Pods are run until enough have succeeded.
    record GoesOn() implements Verdict {}

    /// It has succeeded: what still runs is ended, and then it is Complete.
    record Succeeds(String reason, String message) implements Verdict {}

    /// It has failed: what still runs is ended, and then it is Failed.
    record Fails(String reason, String message) implements Verdict {}

    String SUCCESS_CRITERIA_MET = "SuccessCriteriaMet";
    String FAILURE_TARGET = "FailureTarget";

    /// What was decided in an earlier pass: that stays.
    static Verdict known(JobSpec spec) {
        var success = Conditions.find(spec.job(), SUCCESS_CRITERIA_MET);
        if (success.isPresent() && Conditions.isTrue(spec.job(), SUCCESS_CRITERIA_MET)) {
            return new Succeeds(
                    success.get().at("reason").text(),
                    success.get().at("message").text());
        }
        var failure = Conditions.find(spec.job(), FAILURE_TARGET);
        if (failure.isPresent() && Conditions.isTrue(spec.job(), FAILURE_TARGET)) {
            return new Fails(
                    failure.get().at("reason").text(),
                    failure.get().at("message").text());
        }
        return new GoesOn();
    }

    static Verdict of(JobSpec spec, List<JobPod> pods, Ledger ledger, FailureCounts failures, Instant now) {
        Verdict known = known(spec);
        if (!(known instanceof GoesOn)) {
            return known;
        }
        return failure(spec, pods, ledger, failures, now)
                .or(() -> success(spec, pods, ledger))
                .orElse(known);
    }

    private static Optional<Verdict> failure(
            JobSpec spec, List<JobPod> pods, Ledger ledger, FailureCounts failures, Instant now) {
        Optional<String> policy = failures.failsJob();
        if (policy.isPresent()) {
            return fails("PodFailurePolicy", policy.get());
        }
        if (ledger.allFailed() > spec.backoffLimit() || restartedTooOften(spec, pods)) {
            return fails("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        }
        if (untilDeadline(spec, now).filter(left -> !left.isPositive()).isPresent()) {
            return fails("DeadlineExceeded", "Job was active longer than specified deadline");
        }
        if (spec.backoffLimitPerIndex().isPresent()) {
            return indexFailure(spec, ledger, failures.failedIndexes());
        }
        return Optional.empty();
    }

    private static Optional<Verdict> indexFailure(JobSpec spec, Ledger ledger, IndexSet failed) {
        if (failed.size() > spec.maxFailedIndexes().orElse(Integer.MAX_VALUE)) {
            return fails("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
        }
        boolean isTried = failed.and(ledger.completed()).size() >= spec.indexes();
        // A success policy that is met by those that succeeded comes first.
        boolean isEnough = SuccessPolicy.met(spec, ledger.completed()).isPresent();
        return failed.size() > 0 && isTried && !isEnough
                ? fails("FailedIndexes", "Job has failed indexes")
                : Optional.empty();
    }

    private static Optional<Verdict> success(JobSpec spec, List<JobPod> pods, Ledger ledger) {
        Optional<String> policy = spec.isIndexed() ? SuccessPolicy.met(spec, ledger.completed()) : Optional.empty();
        if (policy.isPresent()) {
            return Optional.of(new Succeeds("SuccessPolicy", policy.get()));
        }
        boolean isDone = spec.completions().isPresent()
                ? ledger.allSucceeded() >= spec.completions().getAsInt()
                : ledger.allSucceeded() > 0 && pods.stream().noneMatch(JobPod::isActive);
        return isDone
                ? Optional.of(new Succeeds("CompletionsReached", "Reached expected number of succeeded pods"))
                : Optional.empty();
    }

    private static boolean restartedTooOften(JobSpec spec, List<JobPod> pods) {
        if (!spec.restartsInPlace()) {
            return false;
        }
        long restarts = pods.stream()
                .filter(JobPod::isActive)
                .mapToLong(JobPod::restarts)
                .sum();
        return spec.backoffLimit() == 0 ? restarts > 0 : restarts >= spec.backoffLimit();
    }

    /// How long the Job may still be active; empty if nothing bounds it.
    static Optional<Duration> untilDeadline(JobSpec spec, Instant now) {
        Optional<Instant> start = spec.job().time("status", "startTime");
        if (spec.isSuspended() || start.isEmpty()) {
            return Optional.empty();
        }
        return spec.activeDeadline()
                .map(deadline -> Duration.between(now, start.get().plus(deadline)));
    }

    private static Optional<Verdict> fails(String reason, String message) {
        return Optional.of(new Fails(reason, message));
    }
}
