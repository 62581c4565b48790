// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.object.KubeObject;
import dev.skerry.controllers.wiring.PodTemplate;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// Makes the pods of a Job.
final class JobPods {
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";

    private JobPods() {}

    /// @param index [JobPod#NO_INDEX] for a pod like all others
    static KubeObject pod(JobSpec spec, int index, FailureCounts failures) {
        KubeObject pod = PodTemplate.pod(spec.job());
        var finalizers = new ArrayList<>(pod.finalizers());
        finalizers.add(JobPod.FINALIZER);
        pod = pod.withFinalizers(finalizers);
        if (index == JobPod.NO_INDEX) {
            return pod;
        }
        String own = spec.job().name() + "-" + index;
        pod = pod.with(own + "-", "metadata", "generateName")
                .withAnnotation(JobPod.INDEX, Integer.toString(index))
                .withLabel(JobPod.INDEX, Integer.toString(index))
                .with(own, "spec", "hostname");
        for (String list : List.of("initContainers", "containers")) {
            if (!pod.at("spec", list).isNull()) {
                pod = pod.with(withVariable(pod.at("spec", list)), "spec", list);
            }
        }
        if (spec.backoffLimitPerIndex().isEmpty()) {
            return pod;
        }
        FailureCounts.Carried carried = failures.carried(index);
        pod = pod.withAnnotation(JobPod.FAILURES, Integer.toString(carried.failures()));
        return carried.ignoredFailures() == 0
                ? pod
                : pod.withAnnotation(JobPod.IGNORED_FAILURES, Integer.toString(carried.ignoredFailures()));
    }

    /// Each container learns its index, unless the template says what the variable is to be.
    private static JsonArray withVariable(Json containers) {
        return new JsonArray(containers.elements().stream()
                .<Json>map(container -> {
                    List<Json> known = container.at("env").elements();
                    if (known.stream().anyMatch(one -> one.at("name").text().equals(VARIABLE))) {
                        return container;
                    }
                    var all = new ArrayList<>(known);
                    all.add(JsonObject.of(
                            "name",
                            VARIABLE,
                            "valueFrom",
                            JsonObject.of(
                                    "fieldRef",
                                    JsonObject.of("fieldPath", "metadata.labels['" + JobPod.INDEX + "']"))));
                    return container.object().with("env", new JsonArray(all));
                })
                .toList());
    }
}
