// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.List;

/// The status that a pass reports.
///
/// @param pods as they are after the pass: those that it made are there
record JobReport(JobSpec spec, List<JobPod> pods, Ledger ledger, FailureCounts failures, Verdict verdict, Instant now) {
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    private static final String SUSPENDED = "Suspended";

    /// A Job that is over stays as it is.
    static boolean isOver(KubeObject job) {
        return Conditions.isTrue(job, COMPLETE) || Conditions.isTrue(job, FAILED);
    }

    KubeObject apply() {
        JsonObject status = spec.job().at("status").object();
        status =
                counted(status, "active", pods.stream().filter(JobPod::isActive).count());
        status = status.with(
                "terminating",
                Json.of(pods.stream().filter(JobPod::isTerminating).count()));
        status = status.with("ready", Json.of(ready()));
        status = counted(status, "succeeded", ledger.succeeded());
        status = counted(status, "failed", ledger.failed());
        status = status.with("uncountedTerminatedPods", ledger.uncounted());
        if (spec.isIndexed()) {
            status = text(status, "completedIndexes", ledger.completed().toString());
        }
        if (spec.backoffLimitPerIndex().isPresent()) {
            status = status.with(
                    "failedIndexes", Json.of(failures.failedIndexes().toString()));
        }
        return ending(started(spec.job().with(status, "status")));
    }

    private long ready() {
        return pods.stream()
                .filter(pod -> pod.isActive() && PodState.isReady(pod.pod()))
                .count();
    }

    private static JsonObject counted(JsonObject status, String field, long count) {
        return count == 0 ? status.without(field) : status.with(field, Json.of(count));
    }

    private static JsonObject text(JsonObject status, String field, String text) {
        return text.isEmpty() ? status.without(field) : status.with(field, Json.of(text));
    }

    /// When it started: not before it is resumed for the first time, and anew each time that it is.
    private KubeObject started(KubeObject job) {
        boolean wasSuspended = Conditions.isTrue(job, SUSPENDED);
        if (verdict instanceof Verdict.GoesOn && spec.isSuspended()) {
            return wasSuspended ? job : condition(job, SUSPENDED, "JobSuspended", "Job suspended");
        }
        KubeObject going = wasSuspended
                ? job.with(
                                Conditions.with(
                                        job.at("status", "conditions"),
                                        of(SUSPENDED, "False", "JobResumed", "Job resumed")),
                                "status",
                                "conditions")
                        .with(Conditions.text(now), "status", "startTime")
                : job;
        return going.at("status", "startTime").isNull()
                ? going.with(Conditions.text(now), "status", "startTime")
                : going;
    }

    /// Over only once no pod is left that could still do something, and all are counted.
    private KubeObject ending(KubeObject job) {
        boolean isQuiet = ledger.isSettled() && pods.stream().noneMatch(pod -> pod.isActive() || pod.isTerminating());
        return switch (verdict) {
            case Verdict.GoesOn() -> job;
            case Verdict.Succeeds(String reason, String message) -> {
                KubeObject met = condition(job, Verdict.SUCCESS_CRITERIA_MET, reason, message);
                yield isQuiet
                        ? condition(met, COMPLETE, reason, message)
                                .with(Conditions.text(now), "status", "completionTime")
                        : met;
            }
            case Verdict.Fails(String reason, String message) -> {
                KubeObject target = condition(job, Verdict.FAILURE_TARGET, reason, message);
                yield isQuiet ? condition(target, FAILED, reason, message) : target;
            }
        };
    }

    private KubeObject condition(KubeObject job, String type, String reason, String message) {
        if (Conditions.isTrue(job, type)) {
            return job;
        }
        JsonArray conditions = Conditions.with(job.at("status", "conditions"), of(type, "True", reason, message));
        return job.with(conditions, "status", "conditions");
    }

    private JsonObject of(String type, String status, String reason, String message) {
        return Conditions.of(type, status, reason, message, now).with("lastProbeTime", Json.of(Conditions.text(now)));
    }
}
