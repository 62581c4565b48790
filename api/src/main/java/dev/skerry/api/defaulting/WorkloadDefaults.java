// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.defaulting;

import static dev.skerry.api.defaulting.Filling.absent;
import static dev.skerry.api.defaulting.Filling.all;
import static dev.skerry.api.defaulting.Filling.each;
import static dev.skerry.api.defaulting.Filling.lacks;
import static dev.skerry.api.defaulting.Filling.making;
import static dev.skerry.api.defaulting.Filling.says;
import static dev.skerry.api.defaulting.Filling.when;
import static dev.skerry.api.defaulting.Filling.within;
import static dev.skerry.api.defaulting.Filling.word;

import dev.skerry.api.meta.GroupVersion;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.Map;

/// Defaults of the kinds that make Pods, and of what scales them.
final class WorkloadDefaults {
    private static final GroupVersion APPS = new GroupVersion("apps", "v1");
    private static final GroupVersion BATCH = new GroupVersion("batch", "v1");
    private static final GroupVersion CORE = new GroupVersion("", "v1");

    private static final Filling TEMPLATE = within("template", PodDefaults.TEMPLATE);

    private static final Filling DEPLOYMENT = within(
            "spec",
            all(
                    absent("replicas", 1, "revisionHistoryLimit", 10, "progressDeadlineSeconds", 600),
                    making("strategy", rolling(absent("maxUnavailable", "25%", "maxSurge", "25%"))),
                    TEMPLATE));

    private static final Filling DAEMON_SET = within(
            "spec",
            all(
                    absent("revisionHistoryLimit", 10),
                    making("updateStrategy", rolling(absent("maxUnavailable", 1, "maxSurge", 0))),
                    TEMPLATE));

    private static final Filling CLAIM = all(
            absent("apiVersion", "v1", "kind", "PersistentVolumeClaim"),
            within("spec", absent("volumeMode", "Filesystem")),
            making("status", word("phase", "Pending")));

    private static final Filling STATEFUL_SET = within(
            "spec",
            all(
                    absent("replicas", 1, "revisionHistoryLimit", 10),
                    word("podManagementPolicy", "OrderedReady"),
                    making("updateStrategy", rolling(absent("partition", 0))),
                    making(
                            "persistentVolumeClaimRetentionPolicy",
                            all(word("whenDeleted", "Retain"), word("whenScaled", "Retain"))),
                    each("volumeClaimTemplates", CLAIM),
                    TEMPLATE));

    private static final Filling REPLICATION_CONTROLLER = all(
            within("spec", all(absent("replicas", 1), TEMPLATE, WorkloadDefaults::selectorFromTemplate)),
            WorkloadDefaults::labelsFromTemplate);

    private static final Filling JOB = all(
            within(
                    "spec",
                    all(
                            when(
                                    lacks("parallelism"),
                                    all(
                                            when(lacks("completions"), absent("completions", 1)),
                                            absent("parallelism", 1))),
                            when(spec -> spec.has("backoffLimitPerIndex"), absent("backoffLimit", Integer.MAX_VALUE)),
                            absent("backoffLimit", 6, "suspend", false, "manualSelector", false),
                            word("completionMode", "NonIndexed"),
                            when(spec -> spec.has("podFailurePolicy"), word("podReplacementPolicy", "Failed")),
                            word("podReplacementPolicy", "TerminatingOrFailed"),
                            within("podFailurePolicy", each("rules", each("onPodConditions", word("status", "True")))),
                            TEMPLATE)),
            WorkloadDefaults::labelsFromTemplate);

    private static final Filling CRON_JOB = within(
            "spec",
            all(
                    word("concurrencyPolicy", "Allow"),
                    absent("suspend", false, "successfulJobsHistoryLimit", 3, "failedJobsHistoryLimit", 1),
                    within("jobTemplate", within("spec", TEMPLATE))));

    private static final JsonObject CPU_AT_80_PERCENT = JsonObject.of(
            "type",
            "Resource",
            "resource",
            Map.of("name", "cpu", "target", JsonObject.of("type", "Utilization", "averageUtilization", 80)));

    private static final JsonObject BY_PERCENT = JsonObject.of("type", "Percent", "value", 100, "periodSeconds", 15);

    private static final Filling BEHAVIOR = all(
            making(
                    "scaleUp",
                    absent(
                            "stabilizationWindowSeconds",
                            0,
                            "selectPolicy",
                            "Max",
                            "policies",
                            JsonArray.of(JsonObject.of("type", "Pods", "value", 4, "periodSeconds", 15), BY_PERCENT))),
            making("scaleDown", absent("selectPolicy", "Max", "policies", JsonArray.of(BY_PERCENT))));

    static final Rules RULES = rules -> rules.put(APPS.kind("Deployment"), DEPLOYMENT)
            .put(APPS.kind("DaemonSet"), DAEMON_SET)
            .put(APPS.kind("StatefulSet"), STATEFUL_SET)
            .put(APPS.kind("ReplicaSet"), within("spec", all(absent("replicas", 1), TEMPLATE)))
            .put(CORE.kind("ReplicationController"), REPLICATION_CONTROLLER)
            .put(CORE.kind("PodTemplate"), TEMPLATE)
            .put(BATCH.kind("Job"), JOB)
            .put(BATCH.kind("CronJob"), CRON_JOB)
            .put(
                    new GroupVersion("autoscaling", "v1").kind("HorizontalPodAutoscaler"),
                    within("spec", absent("minReplicas", 1, "targetCPUUtilizationPercentage", 80)))
            .put(
                    new GroupVersion("autoscaling", "v2").kind("HorizontalPodAutoscaler"),
                    within(
                            "spec",
                            all(
                                    absent("minReplicas", 1, "metrics", JsonArray.of(CPU_AT_80_PERCENT)),
                                    within("behavior", BEHAVIOR))));

    private WorkloadDefaults() {}

    /// An update strategy that rolls unless it says otherwise, with the numbers for rolling.
    private static Filling rolling(Filling numbers) {
        return all(
                word("type", "RollingUpdate"), when(says("type", "RollingUpdate"), making("rollingUpdate", numbers)));
    }

    private static JsonObject selectorFromTemplate(JsonObject spec) {
        JsonObject labels = spec.at("template", "metadata", "labels").object();
        return labels.isEmpty() || !spec.valueOf("selector").object().isEmpty() ? spec : spec.with("selector", labels);
    }

    private static JsonObject labelsFromTemplate(JsonObject object) {
        JsonObject labels = object.at("spec", "template", "metadata", "labels").object();
        boolean hasOwn = !object.at("metadata", "labels").object().isEmpty();
        return labels.isEmpty() || hasOwn ? object : object.withAt(labels, "metadata", "labels");
    }
}
