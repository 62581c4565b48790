// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.PodState;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.KubeClient.Deletion;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchedulingLoopTest {
    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final SharedInformers informers = new SharedInformers(kube, clock, new Random(1), new Metrics());
    private final EventOutbox events = new EventOutbox(kube, clock, new Random(1), new Metrics());
    private final SchedulingLoop loop =
            new SchedulingLoop(kube, informers, events, clock, new Random(1), new Metrics());

    private void settle() throws InterruptedException {
        while (informers.step() | loop.step() | events.step()) {}
    }

    private void node(String name, int pods) {
        kube.create(
                Resources.NODES,
                KubeObject.of(new GroupVersionKind("", "v1", "Node"), ObjectName.cluster(name))
                        .with(JsonObject.of("allocatable", JsonObject.of("pods", Integer.toString(pods))), "status"));
    }

    private void pod(String name, int priority) {
        kube.create(
                Resources.PODS,
                KubeObject.of(new GroupVersionKind("", "v1", "Pod"), new ObjectName("default", name))
                        .with(JsonObject.of("priority", priority), "spec"));
    }

    private String place(String name) {
        return PodState.nodeName(
                kube.find(Resources.PODS, new ObjectName("default", name)).orElseThrow());
    }

    private List<String> told() {
        return kube.list(Scope.all(Resources.EVENTS)).items().stream()
                .map(event ->
                        event.at("reason").text() + ": " + event.at("message").text())
                .toList();
    }

    @Test
    void aPodIsBoundAndItIsTold() throws Exception {
        node("n1", 10);
        pod("web", 0);
        settle();
        assertThat(place("web")).isEqualTo("n1");
        assertThat(told()).containsExactly("Scheduled: Successfully assigned default/web to n1");
    }

    @Test
    void aPodThatFitsNowhereSaysWhyAndIsPlacedWhenANodeJoins() throws Exception {
        pod("web", 0);
        settle();
        KubeObject waiting =
                kube.find(Resources.PODS, new ObjectName("default", "web")).orElseThrow();
        assertThat(Conditions.find(waiting, "PodScheduled")
                        .orElseThrow()
                        .at("reason")
                        .text())
                .isEqualTo("Unschedulable");
        assertThat(told()).containsExactly("FailedScheduling: no nodes available to schedule pods");
        node("n1", 10);
        settle();
        clock.advance(Duration.ofMillis(100));
        settle();
        assertThat(place("web")).isEqualTo("n1");
    }

    @Test
    void aPodThatFitsNowhereIsNotTriedAtEveryHeartbeat() throws Exception {
        node("n1", 0);
        pod("web", 0);
        settle();
        clock.advance(Duration.ofMinutes(1));
        KubeObject node = kube.find(Resources.NODES, ObjectName.cluster("n1")).orElseThrow();
        var beat = Conditions.of("Ready", "True", "", "", clock.now());
        kube.updateSubresource(Resources.NODES, "status", node.with(JsonArray.of(beat), "status", "conditions"));
        settle();
        assertThat(told()).hasSize(1);
        assertThat(loop.untilNext().orElseThrow()).isGreaterThan(Duration.ofMinutes(3));
    }

    @Test
    void theMoreImportantPodComesFirstAndTheOtherWhenThereIsRoomAgain() throws Exception {
        informers.step();
        node("n1", 1);
        pod("idle", 0);
        pod("urgent", 1000);
        while (informers.step()) {}
        settle();
        assertThat(place("urgent")).isEqualTo("n1");
        assertThat(place("idle")).isEmpty();
        kube.delete(
                Resources.PODS,
                new ObjectName("default", "urgent"),
                new Deletion("", 0, dev.skerry.client.KubeClient.Propagation.BACKGROUND));
        settle();
        clock.advance(Duration.ofSeconds(1));
        settle();
        assertThat(place("idle")).isEqualTo("n1");
    }

    @Test
    void aBindingThatFailsIsTriedAgain() throws Exception {
        node("n1", 1);
        pod("web", 0);
        while (informers.step()) {}
        kube.failNext(1);
        loop.step();
        assertThat(place("web")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        settle();
        assertThat(place("web")).isEqualTo("n1");
    }
}
