// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// One pod of a Job.
///
/// @param isDismissed whether the Job has told it to go because it was too many: that is no failure
record JobPod(KubeObject pod, boolean isDismissed) {
    /// A pod with this finalizer has not been counted yet.
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";

    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
    static final int NO_INDEX = -1;

    JobPod(KubeObject pod) {
        this(pod, false);
    }

    boolean isTracked() {
        return pod.finalizers().contains(FINALIZER);
    }

    boolean hasSucceeded() {
        return phase().equals("Succeeded");
    }

    boolean isActive() {
        return PodState.isActive(pod) && !isDismissed;
    }

    /// On its way out, and not ended yet.
    boolean isTerminating() {
        return (pod.isBeingDeleted() || isDismissed) && !PodState.isTerminated(pod);
    }

    /// Whether it counts as a failure. One that is being deleted may never come to say so itself, so it counts too,
    /// unless the Job waits for the real end.
    boolean hasFailed(JobSpec spec) {
        return phase().equals("Failed") || isTerminating() && !isDismissed && !spec.replacesOnlyFailed();
    }

    private String phase() {
        return pod.at("status", "phase").text();
    }

    /// Its completion index; [#NO_INDEX] if it has none that the Job knows.
    int index(JobSpec spec) {
        String text = pod.annotations().getOrDefault(INDEX, "");
        int index = text.matches("\\d{1,9}") ? Integer.parseInt(text) : NO_INDEX;
        return index < spec.indexes() ? index : NO_INDEX;
    }

    /// How often its index had failed before it was made.
    int failuresBefore() {
        return number(FAILURES);
    }

    int ignoredFailuresBefore() {
        return number(IGNORED_FAILURES);
    }

    private int number(String annotation) {
        String text = pod.annotations().getOrDefault(annotation, "0");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /// When its last container ended; if none says so, when it was told to go, or stopped being ready, or was made.
    Instant end() {
        return statuses()
                .map(status -> status.at("state", "terminated", "finishedAt"))
                .flatMap(at -> time(at).stream())
                .max(Comparator.naturalOrder())
                .or(this::toldToGo)
                .or(() -> Conditions.find(pod, "Ready").flatMap(ready -> time(ready.at("lastTransitionTime"))))
                .or(pod::creationTimestamp)
                .orElse(Instant.EPOCH);
    }

    private Optional<Instant> toldToGo() {
        long grace = pod.at("metadata", "deletionGracePeriodSeconds").longOr(0);
        return pod.deletionTimestamp().map(end -> end.minusSeconds(grace));
    }

    private static Optional<Instant> time(Json at) {
        try {
            return at.isNull() ? Optional.empty() : Optional.of(Instant.parse(at.text()));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// What is known of its containers, those that run first included.
    Stream<Json> statuses() {
        return Stream.concat(
                pod.at("status", "initContainerStatuses").elements().stream(),
                pod.at("status", "containerStatuses").elements().stream());
    }

    long restarts() {
        return statuses()
                .mapToLong(status -> status.at("restartCount").longOr(0))
                .sum();
    }
}
