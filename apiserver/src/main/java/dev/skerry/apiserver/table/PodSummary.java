// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a pod is in one word, and its containers in numbers. The word is the most telling one: what a
/// container waits for says more than the phase `Pending`, and that the pod is going says more than both.
final class PodSummary {
    private final KubeObject pod;
    private final Set<String> sidecars = new HashSet<>();
    private String reason;
    private int ready;
    private int total;
    private long restarts;
    private Instant lastRestart = Instant.EPOCH;
    private long sidecarRestarts;
    private Instant lastSidecarRestart = Instant.EPOCH;

    PodSummary(KubeObject pod) {
        this.pod = pod;
        total = pod.at("spec", "containers").elements().size();
        for (Json container : pod.at("spec", "initContainers").elements()) {
            if (container.at("restartPolicy").text().equals("Always")) {
                sidecars.add(container.at("name").text());
                total++;
            }
        }
        reason = startingReason();
        boolean isInitializing = readInitContainers();
        if (!isInitializing || CellText.isTrue(conditions(), "Initialized")) {
            readContainers();
        }
        if (pod.isBeingDeleted()) {
            reason = leavingReason();
        }
    }

    String reason() {
        return reason;
    }

    /// `1/2`: containers that are ready, of all that run along.
    String ready() {
        return ready + "/" + total;
    }

    /// `3 (5m ago)`: how often containers were started again, and when last.
    String restarts(Instant now) {
        if (restarts == 0 || lastRestart.equals(Instant.EPOCH)) {
            return Long.toString(restarts);
        }
        return restarts + " (" + CellText.since(Optional.of(lastRestart), now) + " ago)";
    }

    private Json conditions() {
        return pod.at("status", "conditions");
    }

    private String startingReason() {
        boolean isGated = conditions().elements().stream()
                .anyMatch(condition -> condition.at("type").text().equals("PodScheduled")
                        && condition.at("reason").text().equals("SchedulingGated"));
        if (isGated) {
            return "SchedulingGated";
        }
        String own = pod.at("status", "reason").text();
        return own.isEmpty() ? pod.at("status", "phase").text() : own;
    }

    /// Reads the init containers up to the first that is not done. Answers whether there is one.
    private boolean readInitContainers() {
        List<Json> statuses = pod.at("status", "initContainerStatuses").elements();
        int specified = pod.at("spec", "initContainers").elements().size();
        for (int i = 0; i < statuses.size(); i++) {
            Json status = statuses.get(i);
            boolean isSidecar = sidecars.contains(status.at("name").text());
            countRestarts(status, isSidecar);
            Json terminated = status.at("state", "terminated");
            if (!terminated.isNull() && terminated.at("exitCode").longOr(0) == 0) {
                continue;
            }
            if (isSidecar && status.at("started").booleanOr(false)) {
                ready += status.at("ready").booleanOr(false) ? 1 : 0;
                continue;
            }
            String waiting = status.at("state", "waiting", "reason").text();
            if (!terminated.isNull()) {
                reason = "Init:" + terminationReason(terminated);
            } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
                reason = "Init:" + waiting;
            } else {
                reason = "Init:" + i + "/" + specified;
            }
            return true;
        }
        return false;
    }

    /// Reads the containers from the last to the first, so that the first one's trouble wins.
    private void readContainers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean hasRunning = false;
        for (Json status : pod.at("status", "containerStatuses").elements().reversed()) {
            countRestarts(status, false);
            String waiting = status.at("state", "waiting", "reason").text();
            Json terminated = status.at("state", "terminated");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (!terminated.isNull()) {
                reason = terminationReason(terminated);
            } else if (status.at("ready").booleanOr(false)
                    && !status.at("state", "running").isNull()) {
                hasRunning = true;
                ready++;
            }
        }
        if (reason.equals("Completed") && hasRunning) {
            reason = CellText.isTrue(conditions(), "Ready") ? "Running" : "NotReady";
        }
    }

    private void countRestarts(Json status, boolean isSidecar) {
        long count = status.at("restartCount").longOr(0);
        Instant ended = CellText.time(status.at("lastState", "terminated", "finishedAt"))
                .orElse(Instant.EPOCH);
        restarts += count;
        lastRestart = ended.isAfter(lastRestart) ? ended : lastRestart;
        if (isSidecar) {
            sidecarRestarts += count;
            lastSidecarRestart = ended.isAfter(lastSidecarRestart) ? ended : lastSidecarRestart;
        }
    }

    private static String terminationReason(Json terminated) {
        String reason = terminated.at("reason").text();
        long signal = terminated.at("signal").longOr(0);
        if (!reason.isEmpty()) {
            return reason;
        }
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + terminated.at("exitCode").longOr(0);
    }

    private String leavingReason() {
        String phase = pod.at("status", "phase").text();
        if (pod.at("status", "reason").text().equals("NodeLost")) {
            return "Unknown";
        }
        return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
    }
}
