// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.resource;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// By which labels a new Job knows its pods: by its own uid, so that no two Jobs ever take each other's, unless its
/// maker has chosen a selector and says so.
final class JobLabels {
    private static final String UID = "batch.kubernetes.io/controller-uid";
    private static final String NAME = "batch.kubernetes.io/job-name";
    /// The same in the older form, which people's scripts select by.
    private static final String OLD_UID = "controller-uid";

    private static final String OLD_NAME = "job-name";

    private JobLabels() {}

    static KubeObject completed(KubeObject job) {
        if (job.at("spec", "manualSelector").booleanOr(false)) {
            return job;
        }
        JsonObject labels = job.at("spec", "template", "metadata", "labels").object();
        for (String name : List.of(OLD_UID, UID)) {
            labels = labels.has(name) ? labels : labels.with(name, Json.of(job.uid()));
        }
        for (String name : List.of(OLD_NAME, NAME)) {
            labels = labels.has(name) ? labels : labels.with(name, Json.of(job.name()));
        }
        KubeObject labelled = job.with(labels, "spec", "template", "metadata", "labels")
                .with(job.uid(), "spec", "selector", "matchLabels", UID);
        return labelled.labels().isEmpty() ? labelled.with(labels, "metadata", "labels") : labelled;
    }
}
