// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.resource.TableColumns;
import dev.skerry.foundation.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The columns of what makes pods: deployments, jobs and their like.
final class WorkloadColumns {
    private WorkloadColumns() {}

    static TableColumns deployment() {
        return withTemplate(KindColumns.named()
                        .text("Ready", WorkloadColumns::readyOfWanted)
                        .count("Up-to-date", "status.updatedReplicas")
                        .count("Available", "status.availableReplicas")
                        .age())
                .build();
    }

    /// Replica sets and replication controllers.
    static TableColumns replicas() {
        return withTemplate(KindColumns.named()
                        .count("Desired", "spec.replicas")
                        .count("Current", "status.replicas")
                        .count("Ready", "status.readyReplicas")
                        .age())
                .build();
    }

    static TableColumns statefulSet() {
        return withContainers(
                        KindColumns.named()
                                .text("Ready", WorkloadColumns::readyOfWanted)
                                .age(),
                        "spec",
                        "template")
                .build();
    }

    static TableColumns daemonSet() {
        return withTemplate(KindColumns.named()
                        .count("Desired", "status.desiredNumberScheduled")
                        .count("Current", "status.currentNumberScheduled")
                        .count("Ready", "status.numberReady")
                        .count("Up-to-date", "status.updatedNumberScheduled")
                        .count("Available", "status.numberAvailable")
                        .text(
                                "Node Selector",
                                set -> CellText.labels(set.at("spec", "template", "spec", "nodeSelector")))
                        .age())
                .build();
    }

    static TableColumns job() {
        return withTemplate(KindColumns.named()
                        .text("Status", WorkloadColumns::jobStatus)
                        .text("Completions", WorkloadColumns::completions)
                        .column(new TableColumns.Column("Duration", "string", "", "", 0), WorkloadColumns::jobDuration)
                        .age())
                .build();
    }

    static TableColumns cronJob() {
        var columns = KindColumns.named()
                .field("Schedule", "spec.schedule")
                .text("Timezone", job -> CellText.orElse(job.at("spec", "timeZone"), CellText.NONE))
                .text("Suspend", job -> CellText.truthIfSet(job.at("spec", "suspend")))
                .number("Active", job ->
                        (long) job.at("status", "active").elements().size())
                .column(
                        new TableColumns.Column("Last Schedule", "string", "", "", 0),
                        (job, now) -> Json.of(
                                job.at("status", "lastScheduleTime").isNull()
                                        ? CellText.NONE
                                        : CellText.since(job.time("status", "lastScheduleTime"), now)))
                .age();
        return withContainers(columns, "spec", "jobTemplate", "spec", "template")
                .wide("Selector", job -> CellText.selector(job.at("spec", "jobTemplate", "spec", "selector")))
                .build();
    }

    static TableColumns podTemplate() {
        return KindColumns.named()
                .text("Containers", template -> CellText.joined(template.at("template", "spec", "containers"), "name"))
                .text("Images", template -> CellText.joined(template.at("template", "spec", "containers"), "image"))
                .text("Pod Labels", template -> CellText.labels(template.at("template", "metadata", "labels")))
                .build();
    }

    static TableColumns controllerRevision() {
        return KindColumns.named()
                .text(
                        "Controller",
                        revision -> revision.controller()
                                .map(owner -> ownerText(owner.apiVersion(), owner.kind()) + "/" + owner.name())
                                .orElse(CellText.NONE))
                .count("Revision", "revision")
                .age()
                .build();
    }

    private static String ownerText(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String lower = kind.toLowerCase(java.util.Locale.ROOT);
        return slash < 0 ? lower : lower + "." + apiVersion.substring(0, slash);
    }

    static TableColumns horizontalPodAutoscaler() {
        return KindColumns.named()
                .text(
                        "Reference",
                        scaler -> scaler.at("spec", "scaleTargetRef", "kind").text() + "/"
                                + scaler.at("spec", "scaleTargetRef", "name").text())
                .text("Targets", AutoscalerTargets::text)
                .text("MinPods", scaler -> CellText.orElse(scaler.at("spec", "minReplicas"), CellText.UNSET))
                .count("MaxPods", "spec.maxReplicas")
                .count("Replicas", "status.currentReplicas")
                .age()
                .build();
    }

    static TableColumns podDisruptionBudget() {
        return KindColumns.named()
                .text("Min Available", budget -> CellText.orElse(budget.at("spec", "minAvailable"), "N/A"))
                .text("Max Unavailable", budget -> CellText.orElse(budget.at("spec", "maxUnavailable"), "N/A"))
                .count("Allowed Disruptions", "status.disruptionsAllowed")
                .age()
                .build();
    }

    private static KindColumns.Builder withTemplate(KindColumns.Builder columns) {
        return withContainers(columns, "spec", "template")
                .wide("Selector", workload -> selector(workload.at("spec", "selector")));
    }

    /// Replication controllers have plain labels where the others have a selector.
    private static String selector(Json selector) {
        boolean isObject = !selector.at("matchLabels").isNull()
                || !selector.at("matchExpressions").isNull();
        return isObject ? CellText.selector(selector) : CellText.labels(selector);
    }

    private static KindColumns.Builder withContainers(KindColumns.Builder columns, String... template) {
        return columns.wide(
                        "Containers",
                        workload -> CellText.joined(workload.at(template).at("spec", "containers"), "name"))
                .wide(
                        "Images",
                        workload -> CellText.joined(workload.at(template).at("spec", "containers"), "image"));
    }

    private static String readyOfWanted(KubeObject workload) {
        return workload.at("status", "readyReplicas").longOr(0) + "/"
                + workload.at("spec", "replicas").longOr(0);
    }

    private static String jobStatus(KubeObject job) {
        Json conditions = job.at("status", "conditions");
        if (CellText.isTrue(conditions, "Complete")) {
            return "Complete";
        } else if (CellText.isTrue(conditions, "Failed")) {
            return "Failed";
        } else if (job.isBeingDeleted()) {
            return "Terminating";
        } else if (CellText.isTrue(conditions, "Suspended")) {
            return "Suspended";
        } else if (CellText.isTrue(conditions, "FailureTarget")) {
            return "FailureTarget";
        }
        return CellText.isTrue(conditions, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    private static String completions(KubeObject job) {
        long succeeded = job.at("status", "succeeded").longOr(0);
        long parallelism = job.at("spec", "parallelism").longOr(0);
        Json wanted = job.at("spec", "completions");
        if (!wanted.isNull()) {
            return succeeded + "/" + wanted;
        }
        return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
    }

    private static Json jobDuration(KubeObject job, Instant now) {
        Optional<Instant> start = job.time("status", "startTime");
        Instant end = job.time("status", "completionTime").orElse(now);
        return Json.of(start.map(begun -> CellText.duration(Duration.between(begun, end)))
                .orElse(""));
    }
}
