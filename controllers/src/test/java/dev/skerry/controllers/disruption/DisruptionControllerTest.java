// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.OwnerReference;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
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
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {
    private static final ObjectName KEEP = new ObjectName("default", "keep");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final EventOutbox events = new EventOutbox(kube, clock, random, new Metrics());
    private final ControllerParts parts =
            new ControllerParts(_ -> kube, informers, events, clock, random, new Metrics());
    private final Controller budgets = DisruptionController.wire(parts);
    private final Controller targets = StaleTargets.wire(parts);

    @Test
    void aPodWhoseEvictionPassedIsNotCountedForTwoMinutes() throws Exception {
        budget("minAvailable", 1);
        pods(3);
        settle();
        assertThat(allowed()).isEqualTo(2);

        KubeObject budget = budget();
        kube.updateSubresource(
                Resources.POD_DISRUPTION_BUDGETS,
                "status",
                budget.with(Conditions.text(clock.now()), "status", "disruptedPods", "p-0"));
        settle();
        assertThat(allowed()).isEqualTo(1);

        clock.advance(Duration.ofSeconds(121));
        settle();
        assertThat(allowed()).isEqualTo(2);
        assertThat(budget().at("status", "disruptedPods").isNull()).isTrue();
        assertThat(reasons()).contains("NotDeleted");
    }

    @Test
    void anEvictionInBetweenIsNotWrittenOver() throws Exception {
        budget("minAvailable", 1);
        pods(3);
        settle();
        KubeObject spent = budget().with(Json.of(1), "status", "disruptionsAllowed")
                .with(Conditions.text(clock.now()), "status", "disruptedPods", "p-1");
        kube.updateSubresource(Resources.POD_DISRUPTION_BUDGETS, "status", spent);
        // The controller has not heard of it when a pod gives it reason for a pass.
        ready("p-2", "False");
        settle();
        clock.advance(Duration.ofSeconds(5));
        settle();
        assertThat(budget().at("status", "disruptedPods").object().has("p-1")).isTrue();
        assertThat(allowed()).isZero();
    }

    @Test
    void customControllersAreAskedForTheirScale() throws Exception {
        kube.document("/apis/example.com/v1", JsonReader.read("""
                {"resources":[{"name":"boilers","kind":"Boiler"},{"name":"boilers/scale","kind":"Scale"}]}"""));
        kube.document(
                "/apis/example.com/v1/namespaces/default/boilers/b/scale",
                JsonReader.read("{\"spec\":{\"replicas\":10}}"));
        budget("maxUnavailable", "20%");
        for (int i = 0; i < 9; i++) {
            pod("p-" + i, List.of(new OwnerReference("example.com/v1", "Boiler", "b", "u", true, true)));
        }
        settle();
        assertThat(budget().at("status", "desiredHealthy").longOr(0)).isEqualTo(8);
        assertThat(budget().at("status", "expectedPods").longOr(0)).isEqualTo(10);
        assertThat(allowed()).isEqualTo(1);
    }

    @Test
    void aControllerWithoutScaleAllowsNothingAndIsNamed() throws Exception {
        kube.document("/apis/example.com/v1", JsonReader.read("""
                {"resources":[{"name":"boilers","kind":"Boiler"}]}"""));
        budget("maxUnavailable", 1);
        pod("p", List.of(new OwnerReference("example.com/v1", "Boiler", "b", "u", true, true)));
        settle();
        assertThat(allowed()).isZero();
        var condition = Conditions.find(budget(), "DisruptionAllowed").orElseThrow();
        assertThat(condition.at("reason").text()).isEqualTo("SyncFailed");
        assertThat(condition.at("message").text()).contains("Boiler does not implement the scale subresource");
        assertThat(reasons()).contains("CalculateExpectedPodCountFailed");
    }

    @Test
    void aPodThatWasToGoAndStayedIsNoTargetAnyMore() throws Exception {
        pod("p", List.of());
        KubeObject pod =
                kube.find(Resources.PODS, new ObjectName("default", "p")).orElseThrow();
        var target = Conditions.of("DisruptionTarget", "True", "EvictionByEvictionAPI", "", clock.now());
        kube.updateSubresource(
                Resources.PODS,
                "status",
                pod.with(Conditions.with(pod.at("status", "conditions"), target), "status", "conditions"));
        clock.advance(Duration.ofSeconds(119));
        settle();
        assertThat(isTarget()).isTrue();
        clock.advance(Duration.ofSeconds(2));
        settle();
        assertThat(isTarget()).isFalse();
    }

    private boolean isTarget() {
        return Conditions.isTrue(
                kube.find(Resources.PODS, new ObjectName("default", "p")).orElseThrow(), "DisruptionTarget");
    }

    private void settle() throws InterruptedException {
        int moves = 0;
        while (informers.step() | budgets.step() | targets.step() | events.step()) {
            assertThat(++moves).as("it comes to rest").isLessThan(1_000);
        }
    }

    private KubeObject budget() {
        return kube.find(Resources.POD_DISRUPTION_BUDGETS, KEEP).orElseThrow();
    }

    private long allowed() {
        return budget().at("status", "disruptionsAllowed").longOr(-1);
    }

    private List<String> reasons() {
        return kube.list(dev.skerry.client.KubeClient.Scope.all(Resources.EVENTS)).items().stream()
                .map(event -> event.at("reason").text())
                .toList();
    }

    private void budget(String field, Object value) {
        var selector = JsonObject.of("matchLabels", JsonObject.of("app", "a"));
        kube.create(
                Resources.POD_DISRUPTION_BUDGETS,
                KubeObject.of(GroupVersionKind.of("policy/v1", "PodDisruptionBudget"), KEEP)
                        .with(JsonObject.of("selector", selector, field, value), "spec"));
    }

    private void pods(int count) {
        for (int i = 0; i < count; i++) {
            pod("p-" + i, List.of());
        }
    }

    private void pod(String name, List<OwnerReference> owners) {
        kube.create(
                Resources.PODS,
                KubeObject.of(new GroupVersionKind("", "v1", "Pod"), new ObjectName("default", name))
                        .withLabel("app", "a")
                        .withOwners(owners)
                        .with(JsonObject.of("nodeName", "n"), "spec"));
        ready(name, "True");
    }

    private void ready(String name, String status) {
        KubeObject pod =
                kube.find(Resources.PODS, new ObjectName("default", name)).orElseThrow();
        var ready = JsonArray.of(Conditions.of("Ready", status, "", "", clock.now()));
        kube.updateSubresource(
                Resources.PODS, "status", pod.with(JsonObject.of("phase", "Running", "conditions", ready), "status"));
    }
}
