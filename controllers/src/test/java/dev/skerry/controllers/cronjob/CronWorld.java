// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.job.JobController;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A server in memory with the controllers of CronJobs and of Jobs. It is midnight, and each test lets time pass.
final class CronWorld {
    static final ObjectName TICK = new ObjectName("default", "tick");
    private static final GroupVersionResource EVENTS = new GroupVersionResource("", "v1", "events");

    final ManualClock clock = new ManualClock();
    final FakeKube kube = new FakeKube(clock);
    private SharedInformers informers = informers();
    private EventOutbox events = outbox();
    private Controller cronJobs = CronJobController.wire(parts());
    private Controller jobs = JobController.wire(parts());

    private SharedInformers informers() {
        return new SharedInformers(kube, clock, new Random(1), new Metrics());
    }

    private EventOutbox outbox() {
        return new EventOutbox(kube, clock, new Random(1), new Metrics());
    }

    private ControllerParts parts() {
        return new ControllerParts(_ -> kube, informers, events, clock, new Random(1), new Metrics());
    }

    /// The server ends and starts anew.
    void restart() {
        informers = informers();
        events = outbox();
        cronJobs = CronJobController.wire(parts());
        jobs = JobController.wire(parts());
    }

    /// @param spec with single quotes; the template of the Job is added
    void create(String spec) {
        kube.create(
                Resources.CRON_JOBS,
                KubeObject.of(GroupVersionKind.of("batch/v1", "CronJob"), TICK)
                        .with(
                                JsonReader.read(spec.replace('\'', '"'))
                                        .object()
                                        .with("jobTemplate", template()),
                                "spec"));
        settle();
    }

    private static JsonObject template() {
        var labels = JsonObject.of("of", "tick");
        var podSpec = JsonObject.of(
                "restartPolicy", "Never", "containers", List.of(JsonObject.of("name", "main", "image", "i")));
        var spec = JsonObject.of(
                "completions",
                1,
                "parallelism",
                1,
                "backoffLimit",
                0,
                "selector",
                JsonObject.of("matchLabels", labels),
                "template",
                JsonObject.of("metadata", JsonObject.of("labels", labels), "spec", podSpec));
        return JsonObject.of(
                "metadata",
                JsonObject.of("labels", JsonObject.of("team", "a"), "annotations", JsonObject.of("note", "n")),
                "spec",
                spec);
    }

    void settle() {
        int moves = 0;
        try {
            while (informers.step() | cronJobs.step() | jobs.step() | events.step()) {
                assertThat(++moves).as("it comes to rest").isLessThan(5_000);
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /// Lets time pass second by second, as controllers ask for their passes.
    void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i++) {
            clock.advance(Duration.ofSeconds(1));
            settle();
        }
    }

    /// Lets time pass while no controller runs.
    void sleep(Duration time) {
        clock.advance(time);
        restart();
        settle();
    }

    KubeObject cronJob() {
        return kube.find(Resources.CRON_JOBS, TICK).orElseThrow();
    }

    void set(String field, Object value) {
        kube.patch(Resources.CRON_JOBS, TICK, "", PatchType.MERGE, JsonObject.of("spec", JsonObject.of(field, value)));
        settle();
    }

    void forgetStatus() {
        kube.updateSubresource(Resources.CRON_JOBS, "status", cronJob().without("status"));
    }

    List<KubeObject> jobs() {
        return kube.list(Scope.all(Resources.JOBS)).items();
    }

    List<String> names() {
        return jobs().stream().map(KubeObject::name).sorted().toList();
    }

    List<String> active() {
        return cronJob().at("status", "active").elements().stream()
                .map(reference -> reference.at("name").text())
                .toList();
    }

    String status(String field) {
        return cronJob().at("status", field).text();
    }

    /// The pods of this Job end.
    void end(String job, String phase) {
        String uid = kube.find(Resources.JOBS, new ObjectName("default", job))
                .orElseThrow()
                .uid();
        for (KubeObject pod : kube.list(Scope.all(Resources.PODS)).items()) {
            if (pod.controller().filter(owner -> owner.uid().equals(uid)).isPresent()) {
                var terminated = JsonObject.of(
                        "exitCode", phase.equals("Failed") ? 1 : 0, "finishedAt", Conditions.text(clock.now()));
                var container = JsonObject.of("name", "main", "state", JsonObject.of("terminated", terminated));
                Json status = JsonObject.of("phase", phase, "containerStatuses", JsonArray.of(container));
                kube.updateSubresource(Resources.PODS, "status", pod.with(status, "status"));
            }
        }
        settle();
    }

    List<String> events() {
        return kube.list(Scope.all(EVENTS)).items().stream()
                .filter(event -> event.at("involvedObject", "kind").text().equals("CronJob"))
                .map(event ->
                        event.at("reason").text() + ": " + event.at("message").text())
                .toList();
    }
}
