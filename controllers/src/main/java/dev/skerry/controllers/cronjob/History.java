// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Which Jobs that are over a CronJob does not keep: the oldest, beyond so many of each kind.
final class History {
    private History() {}

    static List<KubeObject> tooOld(KubeObject cronJob, List<KubeObject> jobs) {
        return Stream.concat(
                        beyond(cronJob, "successfulJobsHistoryLimit", jobs, "Complete"),
                        beyond(cronJob, "failedJobsHistoryLimit", jobs, "Failed"))
                .toList();
    }

    static boolean isOver(KubeObject job) {
        return Conditions.isTrue(job, "Complete") || Conditions.isTrue(job, "Failed");
    }

    private static Stream<KubeObject> beyond(
            KubeObject cronJob, String limit, List<KubeObject> jobs, String condition) {
        if (cronJob.at("spec", limit).isNull()) {
            return Stream.empty();
        }
        List<KubeObject> over = jobs.stream()
                .filter(job -> Conditions.isTrue(job, condition) && !job.isBeingDeleted())
                .sorted(Comparator.comparing(History::start).thenComparing(KubeObject::name))
                .toList();
        return over.stream()
                .limit(Math.max(0, over.size() - cronJob.at("spec", limit).longOr(0)));
    }

    private static Instant start(KubeObject job) {
        return job.time("status", "startTime").or(job::creationTimestamp).orElse(Instant.MAX);
    }
}
