// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the status of a CronJob says of its Jobs: which are not over, and when one last did well.
final class ActiveJobs {
    private ActiveJobs() {}

    static List<ObjectName> names(KubeObject cronJob) {
        return cronJob.at("status", "active").elements().stream()
                .map(reference ->
                        new ObjectName(cronJob.namespace(), reference.at("name").text()))
                .toList();
    }

    static boolean has(KubeObject cronJob, String uid) {
        return cronJob.at("status", "active").elements().stream()
                .anyMatch(reference -> reference.at("uid").text().equals(uid));
    }

    static KubeObject without(KubeObject cronJob, ObjectName name) {
        return with(
                cronJob,
                cronJob.at("status", "active").elements().stream()
                        .filter(reference -> !reference.at("name").text().equals(name.name()))
                        .toList());
    }

    static KubeObject with(KubeObject cronJob, KubeObject job) {
        if (has(cronJob, job.uid())) {
            return cronJob;
        }
        var references = new ArrayList<Json>(cronJob.at("status", "active").elements());
        references.add(JsonObject.of(
                "apiVersion",
                "batch/v1",
                "kind",
                "Job",
                "name",
                job.name(),
                "namespace",
                job.namespace(),
                "uid",
                job.uid(),
                "resourceVersion",
                job.resourceVersion()));
        return with(cronJob, references);
    }

    private static KubeObject with(KubeObject cronJob, List<Json> references) {
        return references.isEmpty()
                ? cronJob.without("status", "active")
                : cronJob.with(new JsonArray(references), "status", "active");
    }

    static KubeObject succeeded(KubeObject cronJob, KubeObject job) {
        Instant last = cronJob.time("status", "lastSuccessfulTime").orElse(Instant.MIN);
        return job.time("status", "completionTime")
                .filter(time -> Conditions.isTrue(job, "Complete") && time.isAfter(last))
                .map(time -> cronJob.with(Conditions.text(time), "status", "lastSuccessfulTime"))
                .orElse(cronJob);
    }
}
