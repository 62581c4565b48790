// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Optional;

/// `spec.podFailurePolicy`: what the failure of a pod means, by the first rule that matches it.
record FailurePolicy(List<Json> rules) {
    enum Action {
        COUNT("Count"),
        IGNORE("Ignore"),
        FAIL_INDEX("FailIndex"),
        FAIL_JOB("FailJob");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        private static Action of(String word) {
            for (Action action : values()) {
                if (action.word.equals(word)) {
                    return action;
                }
            }
            return COUNT;
        }
    }

    /// @param why for people, which rule matched and what it saw; empty if none did
    record Ruling(Action action, String why) {}

    FailurePolicy {
        rules = List.copyOf(rules);
    }

    static FailurePolicy of(KubeObject job) {
        return new FailurePolicy(job.at("spec", "podFailurePolicy", "rules").elements());
    }

    /// What the failure of this pod means; an ordinary failure if no rule matches.
    Ruling ruling(JobPod pod) {
        if (!pod.pod().at("status", "phase").text().equals("Failed")) {
            // A pod that has not ended has no exit codes yet.
            return new Ruling(Action.COUNT, "");
        }
        for (int index = 0; index < rules.size(); index++) {
            Json rule = rules.get(index);
            Action action = Action.of(rule.at("action").text());
            Optional<String> seen = rule.at("onExitCodes").isNull()
                    ? condition(rule.at("onPodConditions"), pod)
                    : exitCode(rule.at("onExitCodes"), pod);
            if (seen.isPresent()) {
                return new Ruling(action, seen.get() + " matching " + action.word + " rule at index " + index);
            }
        }
        return new Ruling(Action.COUNT, "");
    }

    private static Optional<String> exitCode(Json rule, JobPod pod) {
        String container = rule.at("containerName").text();
        boolean isIn = rule.at("operator").text().equals("In");
        List<Long> values = rule.at("values").elements().stream()
                .map(value -> value.longOr(-1))
                .toList();
        return pod.statuses()
                .filter(status ->
                        container.isEmpty() || status.at("name").text().equals(container))
                .filter(status -> !status.at("state", "terminated").isNull())
                .filter(status -> {
                    long code = status.at("state", "terminated", "exitCode").longOr(0);
                    return code != 0 && values.contains(code) == isIn;
                })
                .findFirst()
                .map(status -> "Container " + status.at("name").text() + " for pod " + name(pod)
                        + " failed with exit code "
                        + status.at("state", "terminated", "exitCode").longOr(0));
    }

    private static Optional<String> condition(Json patterns, JobPod pod) {
        return pod.pod().at("status", "conditions").elements().stream()
                .filter(condition -> patterns.elements().stream()
                        .anyMatch(pattern -> pattern.at("type").equals(condition.at("type"))
                                && pattern.at("status")
                                        .textOr("True")
                                        .equals(condition.at("status").text())))
                .findFirst()
                .map(condition -> "Pod " + name(pod) + " has condition "
                        + condition.at("type").text());
    }

    private static String name(JobPod pod) {
        return pod.pod().namespace() + "/" + pod.pod().name();
    }
}
