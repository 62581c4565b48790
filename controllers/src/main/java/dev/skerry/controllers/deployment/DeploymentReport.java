// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The status that a pass reports: counts, and the conditions `Available`, `Progressing` and
/// `ReplicaFailure` with the reasons that `kubectl rollout status` and others wait for.
final class DeploymentReport {
    /// What a deadline of "none" looks like in the API.
    private static final int NO_DEADLINE = Integer.MAX_VALUE;

    private final KubeObject deployment;
    private final Versions versions;
    private final Goal goal;
    private final Instant now;
    private final JsonObject counts;

    DeploymentReport(KubeObject deployment, Versions versions, Goal goal, Instant now) {
        this.deployment = deployment;
        this.versions = versions;
        this.goal = goal;
        this.now = now;
        this.counts = counts();
    }

    /// The Deployment with its new status.
    ///
    /// @param newCollisions hash collisions that this pass found
    /// @param wasCreated whether this pass made the newest version
    KubeObject applied(int newCollisions, boolean wasCreated) {
        int collisions = deployment.at("status", "collisionCount").intOr(0) + newCollisions;
        JsonObject status = collisions > 0 ? counts.with("collisionCount", collisions) : counts;
        JsonArray conditions = Conditions.with(deployment.at("status", "conditions"), available());
        conditions = withReplicaFailure(conditions);
        return deployment.with(status.with("conditions", withProgress(conditions, wasCreated)), "status");
    }

    private JsonArray withReplicaFailure(JsonArray conditions) {
        return replicaFailure()
                .map(failure -> Conditions.with(conditions, failure))
                .orElse(Conditions.without(conditions, "ReplicaFailure"));
    }

    /// Whether every wanted pod is there, of the newest version, and available.
    boolean isComplete() {
        return count("updatedReplicas") == goal.replicas()
                && count("replicas") == goal.replicas()
                && count("availableReplicas") == goal.replicas();
    }

    /// Until the progress deadline has to be looked at again; empty if none is running.
    Optional<Duration> untilDeadline(KubeObject reported) {
        return Conditions.find(reported, "Progressing")
                .filter(condition -> hasDeadline() && !isPaused() && !isComplete() && !isTimedOut(condition))
                .map(condition -> Duration.between(now, updated(condition).plus(deadline()))
                        .plusSeconds(1));
    }

    private int count(String field) {
        return counts.at(field).intOr(0);
    }

    private int before(String field) {
        return deployment.at("status", field).intOr(0);
    }

    private JsonObject counts() {
        var status = JsonObject.builder().put("observedGeneration", deployment.generation());
        int available = versions.sum(Version::available);
        putIfAny(status, "replicas", versions.sum(Version::present));
        putIfAny(
                status,
                "updatedReplicas",
                versions.newest().map(Version::present).orElse(0));
        putIfAny(status, "readyReplicas", versions.sum(Version::ready));
        putIfAny(status, "availableReplicas", available);
        putIfAny(status, "unavailableReplicas", Math.max(0, versions.sum(Version::wanted) - available));
        return status.build();
    }

    private static void putIfAny(JsonObject.Builder status, String field, int count) {
        if (count > 0) {
            status.put(field, count);
        }
    }

    private JsonObject available() {
        boolean isAvailable = count("availableReplicas") >= goal.leastAvailable();
        return isAvailable
                ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                : condition(
                        "Available",
                        "False",
                        "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability.");
    }

    private Optional<JsonObject> replicaFailure() {
        return versions.all().reversed().stream()
                .flatMap(version -> Conditions.find(version.replicaSet(), "ReplicaFailure").stream())
                .findFirst()
                .map(failure -> condition(
                        "ReplicaFailure",
                        failure.at("status").text(),
                        failure.at("reason").text(),
                        failure.at("message").text()));
    }

    private JsonArray withProgress(JsonArray conditions, boolean wasCreated) {
        if (!hasDeadline()) {
            return Conditions.without(conditions, "Progressing");
        }
        Optional<JsonObject> known = Conditions.find(conditions, "Progressing");
        return progress(known, wasCreated)
                .map(progress -> Conditions.with(conditions, progress))
                .orElse(conditions);
    }

    /// What `Progressing` says now; empty if it stays as it is.
    private Optional<JsonObject> progress(Optional<JsonObject> known, boolean wasCreated) {
        String reason = known.map(condition -> condition.at("reason").text()).orElse("");
        if (isPaused()) {
            boolean isNews = !reason.equals("DeploymentPaused") && !reason.equals("ProgressDeadlineExceeded");
            return isNews ? progress("Unknown", "DeploymentPaused", "Deployment is paused") : Optional.empty();
        }
        String what = versions.newest()
                .map(version -> "ReplicaSet \"" + version.name() + "\"")
                .orElse("Deployment \"" + deployment.name() + "\"");
        if (isComplete()) {
            return reason.equals("NewReplicaSetAvailable")
                    ? Optional.empty()
                    : progress("True", "NewReplicaSetAvailable", what + " has successfully progressed.");
        }
        if (wasCreated) {
            return progress("True", "NewReplicaSetCreated", "Created new replica set \"" + newestName() + "\"");
        }
        if (reason.equals("DeploymentPaused")) {
            return progress("Unknown", "DeploymentResumed", "Deployment is resumed");
        }
        if (isProgressing()) {
            return progress("True", "ReplicaSetUpdated", what + " is progressing.");
        }
        if (known.isEmpty() || isNewRollout(reason)) {
            return progress("True", "FoundNewReplicaSet", "Found new replica set \"" + newestName() + "\"");
        }
        boolean isLate = !reason.equals("NewReplicaSetAvailable")
                && !isTimedOut(known.get())
                && updated(known.get()).plus(deadline()).isBefore(now);
        return isLate
                ? progress("False", "ProgressDeadlineExceeded", what + " has timed out progressing.")
                : Optional.empty();
    }

    /// A rollback reuses a ReplicaSet, so none is created; the old success is over all the same.
    private boolean isNewRollout(String reason) {
        return reason.equals("NewReplicaSetAvailable")
                && deployment.generation()
                        > deployment.at("status", "observedGeneration").longOr(0);
    }

    private boolean isProgressing() {
        int oldPods = count("replicas") - count("updatedReplicas");
        int oldPodsBefore = before("replicas") - before("updatedReplicas");
        return count("updatedReplicas") > before("updatedReplicas")
                || oldPods < oldPodsBefore
                || count("readyReplicas") > before("readyReplicas")
                || count("availableReplicas") > before("availableReplicas");
    }

    private String newestName() {
        return versions.newest().map(Version::name).orElse("");
    }

    private boolean isPaused() {
        return deployment.at("spec", "paused").booleanOr(false);
    }

    private boolean hasDeadline() {
        return deployment.at("spec", "progressDeadlineSeconds").intOr(600) != NO_DEADLINE;
    }

    private Duration deadline() {
        return Duration.ofSeconds(
                deployment.at("spec", "progressDeadlineSeconds").intOr(600));
    }

    private static boolean isTimedOut(JsonObject condition) {
        return condition.at("reason").text().equals("ProgressDeadlineExceeded");
    }

    private Instant updated(JsonObject condition) {
        return new KubeObject(condition).time("lastUpdateTime").orElse(now);
    }

    private Optional<JsonObject> progress(String status, String reason, String message) {
        return Optional.of(condition("Progressing", status, reason, message));
    }

    /// A condition as of now; one that says what it said before keeps its time of update.
    private JsonObject condition(String type, String status, String reason, String message) {
        JsonObject fresh =
                Conditions.of(type, status, reason, message, now).with("lastUpdateTime", Conditions.text(now));
        boolean isProgress = type.equals("Progressing");
        return Conditions.find(deployment, type)
                .filter(known -> !isProgress
                        && known.at("status").text().equals(status)
                        && known.at("reason").text().equals(reason)
                        && known.at("message").text().equals(message))
                .orElse(fresh);
    }
}
