// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.controllers.wiring.PodTemplate;
import dev.skerry.foundation.json.Json;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The Job of one time of a schedule. Its name says the time, so that nobody makes it twice.
final class ScheduledJob {
    private static final GroupVersionKind JOB = new GroupVersionKind("batch", "v1", "Job");
    private static final String TIME = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private ScheduledJob() {}

    static ObjectName name(KubeObject cronJob, ZonedDateTime time) {
        return new ObjectName(cronJob.namespace(), cronJob.name() + "-" + time.toEpochSecond() / 60);
    }

    static KubeObject of(KubeObject cronJob, ZonedDateTime time) {
        Json template = cronJob.at("spec", "jobTemplate");
        KubeObject job = KubeObject.of(JOB, name(cronJob, time)).with(template.at("spec"), "spec");
        for (String field : List.of("labels", "annotations")) {
            Json value = template.at("metadata", field);
            if (!value.isNull()) {
                job = job.with(value, "metadata", field);
            }
        }
        return job.withAnnotation(TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time))
                .withOwners(List.of(PodTemplate.reference(cronJob)));
    }
}
