// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.validation;

import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// What holds for the kinds that make Pods.
final class WorkloadChecks {
    private static final Set<String> STATEFUL_SET_MUTABLE = Set.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    private WorkloadChecks() {}

    static void deployment(Place object) {
        Place spec = object.at("spec");
        numbers(spec);
        Place deadline = spec.at("progressDeadlineSeconds");
        deadline.notNegative();
        if (!deadline.isAbsent()
                && deadline.number() <= spec.at("minReadySeconds").number()) {
            deadline.invalid("must be greater than minReadySeconds");
        }
        selected(spec, "deployment");
        alwaysRunning(spec.at("template"), "Deployment");
        Place strategy = spec.at("strategy");
        if (strategy.at("type").text().equals("Recreate")) {
            if (!strategy.at("rollingUpdate").isAbsent()) {
                strategy.at("rollingUpdate").forbidden("may not be specified when strategy `type` is 'Recreate'");
            }
        } else {
            rolling(strategy.at("rollingUpdate"));
        }
    }

    static void replicaSet(Place object) {
        Place spec = object.at("spec");
        numbers(spec);
        selected(spec, "deployment");
        alwaysRunning(spec.at("template"), "ReplicaSet");
    }

    static void daemonSet(Place object) {
        Place spec = object.at("spec");
        numbers(spec);
        selected(spec, "daemonset");
        alwaysRunning(spec.at("template"), "DaemonSet");
        if (spec.at("updateStrategy", "type").text().equals("RollingUpdate")) {
            rolling(spec.at("updateStrategy", "rollingUpdate"));
        }
    }

    static void statefulSet(Place object) {
        Place spec = object.at("spec");
        numbers(spec);
        selected(spec, "statefulset");
        alwaysRunning(spec.at("template"), "StatefulSet");
        spec.at("updateStrategy", "rollingUpdate").at("partition").notNegative();
    }

    static void replicationController(Place object) {
        Place spec = object.at("spec");
        numbers(spec);
        Place template = spec.at("template");
        if (spec.at("selector").isThere("") && template.isThere("")) {
            Json labels = template.value().at("metadata", "labels");
            boolean isSelected = spec.at("selector").value().object().fields().entrySet().stream()
                    .allMatch(entry -> entry.getValue().equals(labels.at(entry.getKey())));
            if (!isSelected) {
                template.at("metadata", "labels").invalid("`selector` does not match template `labels`");
            }
            alwaysRunning(template, "ReplicationController");
        }
    }

    static void job(Place object) {
        jobSpec(object.at("spec"));
    }

    static void cronJob(Place object) {
        Place spec = object.at("spec");
        Place schedule = spec.at("schedule");
        boolean isMacro = schedule.text().startsWith("@");
        if (!schedule.isEmpty() && !isMacro && schedule.text().strip().split("\\s+", -1).length != 5) {
            schedule.invalid("expected exactly 5 fields, found "
                    + schedule.text().strip().split("\\s+", -1).length + ": [" + schedule.text() + "]");
        }
        for (String field :
                List.of("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")) {
            spec.at(field).notNegative();
        }
        jobSpec(spec.at("jobTemplate", "spec"));
    }

    private static void jobSpec(Place spec) {
        for (String field : List.of(
                "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")) {
            spec.at(field).notNegative();
        }
        SelectorChecks.labelSelector(spec.at("selector"));
        PodChecks.template(spec.at("template"));
        Place restart = spec.at("template", "spec").at("restartPolicy");
        if (restart.isEmpty()) {
            restart.required("valid values: \"OnFailure\", \"Never\"");
        } else {
            restart.oneOf("OnFailure", "Never");
        }
    }

    static void fixedSelector(Place object, Json old) {
        object.at("spec", "selector").unchanged(old.at("spec", "selector"));
    }

    static void statefulSetUpdate(Place object, Json old) {
        if (!withoutMutable(object.value().at("spec")).equals(withoutMutable(old.at("spec")))) {
            object.at("spec")
                    .forbidden("updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden");
        }
    }

    static void jobUpdate(Place object, Json old) {
        Place spec = object.at("spec");
        // A new one is given its selector; from then on it has to have it.
        if (!old.at("spec", "selector").isNull()) {
            selected(spec, "Job");
        }
        boolean isSuspended = old.at("spec", "suspend").booleanOr(false);
        for (String field : List.of("selector", "completionMode", "podFailurePolicy", "successPolicy")) {
            spec.at(field).unchanged(old.at("spec", field));
        }
        if (!isSuspended) {
            spec.at("template").unchanged(old.at("spec", "template"));
        }
        if (!spec.at("completionMode").text().equals("Indexed")) {
            spec.at("completions").unchanged(old.at("spec", "completions"));
        }
    }

    private static JsonObject withoutMutable(Json spec) {
        JsonObject rest = spec.object();
        for (String field : STATEFUL_SET_MUTABLE) {
            rest = rest.without(field);
        }
        return rest;
    }

    private static void numbers(Place spec) {
        for (String field : List.of("replicas", "minReadySeconds", "revisionHistoryLimit")) {
            spec.at(field).notNegative();
        }
    }

    private static void selected(Place spec, String kind) {
        Place selector = spec.at("selector");
        if (selector.isAbsent()) {
            selector.required("");
            return;
        }
        int before = spec.errors().size();
        SelectorChecks.labelSelector(selector);
        if (SelectorChecks.isEmpty(selector.value())) {
            selector.invalid("empty selector is invalid for " + kind);
        }
        boolean isRight = spec.errors().size() == before;
        Place labels = spec.at("template", "metadata").at("labels");
        var texts = new LinkedHashMap<String, String>();
        labels.value().object().forEach((name, value) -> texts.put(name, value.text()));
        if (isRight && !LabelSelector.read(selector.value()).matches(texts)) {
            labels.report(FieldError.invalid(
                    labels.path(), labels.value().object(), "`selector` does not match template `labels`"));
        }
    }

    private static void alwaysRunning(Place template, String kind) {
        PodChecks.template(template);
        template.at("spec", "restartPolicy").oneOf("Always");
        Place deadline = template.at("spec", "activeDeadlineSeconds");
        if (!deadline.isAbsent()) {
            deadline.forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    private static void rolling(Place rolling) {
        Place unavailable = rolling.at("maxUnavailable");
        Place surge = rolling.at("maxSurge");
        countOrPercent(unavailable);
        countOrPercent(surge);
        boolean areSaid = !unavailable.isAbsent() && !surge.isAbsent();
        if (areSaid && isZero(unavailable) && isZero(surge)) {
            unavailable.invalid("may not be 0 when `maxSurge` is 0");
        }
        boolean isTooMuch = unavailable.value() instanceof JsonString(String text)
                && Names.percent(text).isEmpty()
                && text.length() < 9
                && Integer.parseInt(text.substring(0, text.length() - 1)) > 100;
        if (isTooMuch) {
            unavailable.invalid("must not be greater than 100%");
        }
    }

    private static void countOrPercent(Place place) {
        if (place.value() instanceof JsonString(String text)) {
            place.invalid(Names.percent(text));
        } else {
            place.notNegative();
        }
    }

    private static boolean isZero(Place place) {
        return switch (place.value()) {
            case JsonNumber number -> number.longValue() == 0;
            case JsonString(String text) -> text.equals("0%");
            default -> place.isAbsent();
        };
    }
}
