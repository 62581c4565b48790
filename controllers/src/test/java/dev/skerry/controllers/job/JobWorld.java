// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// A server in memory, the controllers of Jobs, and nodes that are played: pods end as a test says.
final class JobWorld {
    static final ObjectName JOB = new ObjectName("default", "work");

    final ManualClock clock = new ManualClock();
    final FakeKube kube = new FakeKube(clock);
    private final RandomGenerator random;
    private SharedInformers informers;
    private EventOutbox events;
    private Controller jobs;
    private Controller finished;

    JobWorld() {
        this(new Random(1));
    }

    JobWorld(RandomGenerator random) {
        this.random = random;
        informers = new SharedInformers(kube, clock, random, new Metrics());
        events = new EventOutbox(kube, clock, random, new Metrics());
        var parts = new ControllerParts(_ -> kube, informers, events, clock, random, new Metrics());
        jobs = JobController.wire(parts);
        finished = FinishedJobs.wire(parts);
    }

    /// The server ends and starts anew: what its controllers had in memory is gone.
    void restart() {
        informers = new SharedInformers(kube, clock, random, new Metrics());
        events = new EventOutbox(kube, clock, random, new Metrics());
        var parts = new ControllerParts(_ -> kube, informers, events, clock, random, new Metrics());
        jobs = JobController.wire(parts);
        finished = FinishedJobs.wire(parts);
    }

    /// @param spec with single quotes; selector and template are added
    void create(String spec) {
        var labels = JsonObject.of("job", "work");
        var template = JsonObject.of(
                "metadata",
                JsonObject.of("labels", labels.with("batch.kubernetes.io/job-name", Json.of("work"))),
                "spec",
                JsonObject.of(
                        "restartPolicy", "Never", "containers", List.of(JsonObject.of("name", "main", "image", "i"))));
        JsonObject given = JsonReader.read(spec.replace('\'', '"')).object();
        kube.create(
                Resources.JOBS,
                KubeObject.of(GroupVersionKind.of("batch/v1", "Job"), JOB)
                        .with(
                                given.with("selector", JsonObject.of("matchLabels", labels))
                                        .with("template", template),
                                "spec"));
        settle();
    }

    void settle() {
        int moves = 0;
        while (step()) {
            assertThat(++moves).as("it comes to rest").isLessThan(5_000);
        }
    }

    boolean step() {
        try {
            return informers.step() | jobs.step() | finished.step() | events.step();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    boolean stepInformers() {
        try {
            return informers.step();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    boolean stepJobs() {
        try {
            return jobs.step();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    void advance(long seconds) {
        clock.advance(Duration.ofSeconds(seconds));
        settle();
    }

    KubeObject job() {
        return kube.find(Resources.JOBS, JOB).orElseThrow();
    }

    List<KubeObject> pods() {
        return kube.list(Scope.all(Resources.PODS)).items();
    }

    List<KubeObject> active() {
        return pods().stream().filter(pod -> new JobPod(pod).isActive()).toList();
    }

    KubeObject ofIndex(int index) {
        return active().stream()
                .filter(pod -> Integer.toString(index).equals(pod.annotations().get(JobPod.INDEX)))
                .findFirst()
                .orElseThrow();
    }

    void succeed(KubeObject pod) {
        end(pod, "Succeeded", 0);
        settle();
    }

    void fail(KubeObject pod, int code) {
        end(pod, "Failed", code);
        settle();
    }

    void end(KubeObject pod, String phase, int code) {
        var terminated = JsonObject.of("exitCode", code, "finishedAt", Conditions.text(clock.now()));
        var container = JsonObject.of("name", "main", "state", JsonObject.of("terminated", terminated));
        kube.updateSubresource(
                Resources.PODS,
                "status",
                live(pod).with(JsonObject.of("phase", phase, "containerStatuses", JsonArray.of(container)), "status"));
    }

    void run(KubeObject pod) {
        kube.patch(
                Resources.PODS,
                pod.objectName(),
                "",
                PatchType.MERGE,
                JsonObject.of("spec", JsonObject.of("nodeName", "n")));
        var ready = JsonArray.of(Conditions.of("Ready", "True", "", "", clock.now()));
        kube.updateSubresource(
                Resources.PODS,
                "status",
                live(pod).with(JsonObject.of("phase", "Running", "conditions", ready), "status"));
        settle();
    }

    KubeObject live(KubeObject pod) {
        return kube.find(Resources.PODS, pod.objectName()).orElseThrow().without("metadata", "resourceVersion");
    }

    void set(JsonObject spec) {
        kube.patch(Resources.JOBS, JOB, "", PatchType.MERGE, JsonObject.of("spec", spec));
        settle();
    }

    void delete(KubeObject pod) {
        kube.delete(Resources.PODS, pod.objectName(), Deletion.background(pod.uid()));
    }

    long count(String field) {
        return job().at("status", field).longOr(0);
    }

    String text(String field) {
        return job().at("status", field).text();
    }

    /// The reason of a condition that holds; `none` if it does not.
    String reason(String condition) {
        return Conditions.isTrue(job(), condition)
                ? Conditions.find(job(), condition).orElseThrow().at("reason").text()
                : "none";
    }

    String message(String condition) {
        return Conditions.find(job(), condition).orElseThrow().at("message").text();
    }
}
