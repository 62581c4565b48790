// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What a Job asks for.
record JobSpec(KubeObject job) {
    static final String CONTROLLER = "kubernetes.io/job-controller";

    /// Somebody else may look after it.
    boolean isOurs() {
        return job.at("spec", "managedBy").textOr(CONTROLLER).equals(CONTROLLER);
    }

    int parallelism() {
        return job.at("spec", "parallelism").intOr(1);
    }

    /// How many pods are to succeed; empty if one success is enough and says that the work is done.
    OptionalInt completions() {
        Json completions = job.at("spec", "completions");
        return completions.isNull() ? OptionalInt.empty() : OptionalInt.of(completions.intOr(1));
    }

    boolean isIndexed() {
        return job.at("spec", "completionMode").text().equals("Indexed");
    }

    /// Indexes run from zero up to, and without, this number.
    int indexes() {
        return completions().orElse(0);
    }

    int backoffLimit() {
        return job.at("spec", "backoffLimit").intOr(6);
    }

    OptionalInt backoffLimitPerIndex() {
        Json limit = job.at("spec", "backoffLimitPerIndex");
        return isIndexed() && !limit.isNull() ? OptionalInt.of(limit.intOr(0)) : OptionalInt.empty();
    }

    OptionalInt maxFailedIndexes() {
        Json max = job.at("spec", "maxFailedIndexes");
        return max.isNull() ? OptionalInt.empty() : OptionalInt.of(max.intOr(0));
    }

    boolean isSuspended() {
        return job.at("spec", "suspend").booleanOr(false);
    }

    /// Whether a pod that is being deleted is replaced only once it has really ended.
    boolean replacesOnlyFailed() {
        return job.at("spec", "podReplacementPolicy").text().equals("Failed")
                || !job.at("spec", "podFailurePolicy").isNull();
    }

    boolean restartsInPlace() {
        return job.at("spec", "template", "spec", "restartPolicy").text().equals("OnFailure");
    }

    Optional<Duration> activeDeadline() {
        return seconds("activeDeadlineSeconds");
    }

    Optional<Duration> keptWhenOver() {
        return seconds("ttlSecondsAfterFinished");
    }

    private Optional<Duration> seconds(String field) {
        Json value = job.at("spec", field);
        return value.isNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(value.longOr(0)));
    }
}
