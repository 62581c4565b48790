// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static dev.skerry.agent.pod.FakeNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods that are given another size while they run, on a node with four processors and 8 GiB.
class PodResizeTest {
    @TempDir
    private Path folder;

    private FakeNode node;
    private long generation = 1;

    @BeforeEach
    void start() {
        node = new FakeNode(folder);
        node.images.local.put("app:1", FakeNode.Images.image("app:1"));
        node.startAgent();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aContainerIsResizedWhereItStands() {
        put("web", 100, 256, "");
        await(
                "it is told",
                () -> container("web", "allocatedResources").at("cpu").text().equals("100m"));
        await(
                "it has it from the start",
                () -> container("web", "resources")
                        .at("limits", "memory")
                        .text()
                        .equals("256Mi"));
        put("web", 200, 512, "");
        await(
                "it has it",
                () -> container("web", "resources")
                        .at("limits", "memory")
                        .text()
                        .equals("512Mi"));
        assertThat(node.runtime.calls())
                .contains("resize app-0 20000 " + (512L << 20))
                .doesNotContain("start app-1");
        assertThat(container("web", "allocatedResources").at("cpu").text()).isEqualTo("200m");
        assertThat(condition("web", "PodResizeInProgress")).isEqualTo(JsonObject.EMPTY);
        assertThat(node.upstream.status("web").at("observedGeneration").longOr(0))
                .isEqualTo(2);
        assertThat(node.upstream.container("web").at("restartCount").intOr(-1)).isZero();
    }

    @Test
    void aContainerIsStartedAnewWhereItsPolicySaysSo() {
        String policy = "{'resourceName':'memory','restartPolicy':'RestartContainer'}";
        put("web", 100, 256, policy);
        await("runs", () -> node.upstream.isReady("web"));
        put("web", 200, 256, policy);
        await("cpu without a restart", () -> node.runtime.calls().contains("resize app-0 20000 " + (256L << 20)));
        put("web", 200, 512, policy);
        await("runs anew", () -> node.runtime.calls().contains("start app-1"));
        await(
                "it has it",
                () -> container("web", "resources")
                        .at("limits", "memory")
                        .text()
                        .equals("512Mi"));
        assertThat(node.runtime.running("app").orElseThrow().spec().limits().memoryBytes())
                .isEqualTo(512L << 20);
        assertThat(node.upstream.container("web").at("restartCount").intOr(-1)).isEqualTo(1);
        assertThat(node.upstream.hasEvent("Killing", "Container app resize requires restart"))
                .isTrue();
    }

    @Test
    void whatTheNodeDoesNotHaveNowIsDeferredAlsoByAnAgentThatStartsAgain() {
        put("other", 3000, 100, "");
        put("web", 500, 100, "");
        await("both run", () -> node.upstream.isReady("web") && node.upstream.isReady("other"));
        put("web", 1500, 100, "");
        await(
                "it waits",
                () -> condition("web", "PodResizePending").at("reason").text().equals("Deferred"));
        assertThat(condition("web", "PodResizePending").at("message").text())
                .isEqualTo("Node didn't have enough resource: cpu, requested: 1500, used: 3000, capacity: 4000");
        assertThat(container("web", "allocatedResources").at("cpu").text()).isEqualTo("500m");
        assertThat(condition("web", "PodResizePending").at("observedGeneration").longOr(0))
                .isEqualTo(generation - 1);

        node.killAgent();
        node.upstream.history.clear();
        node.startAgent();
        await(
                "it says so again",
                () -> node.upstream.history.stream()
                        .anyMatch(status -> status.at("conditions").toString().contains("PodResizePending")));
        assertThat(node.runtime.running("app").orElseThrow().spec().limits().cpuQuotaMicros())
                .isEqualTo(50_000L);
        assertThat(node.runtime.calls()).noneMatch(call -> call.startsWith("resize"));

        put("other", 1000, 100, "");
        await(
                "there is room now",
                () -> container("web", "resources").at("limits", "cpu").text().equals("1500m"));
        assertThat(condition("web", "PodResizePending")).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void whatTheNodeNeverHasIsInfeasible() {
        put("web", 500, 100, "");
        await("runs", () -> node.upstream.isReady("web"));
        put("web", 4001, 100, "");
        await(
                "it says so",
                () -> condition("web", "PodResizePending").at("reason").text().equals("Infeasible"));
        assertThat(condition("web", "PodResizePending").at("message").text())
                .isEqualTo("Node didn't have enough capacity: cpu, requested: 4001, capacity: 4000");
        put("web", 500, 100, "");
        await("taken back", () -> condition("web", "PodResizePending").equals(JsonObject.EMPTY));
        assertThat(node.runtime.calls()).noneMatch(call -> call.startsWith("resize"));
    }

    @Test
    void lessMemoryThanIsUsedIsRefusedAndTriedAgain() {
        put("web", 100, 256, "");
        await("runs", () -> node.upstream.isReady("web"));
        node.runtime.memoryBytes = 200L << 20;
        put("web", 100, 128, "");
        await(
                "it says why",
                () -> condition("web", "PodResizeInProgress")
                        .at("reason")
                        .text()
                        .equals("Error"));
        assertThat(condition("web", "PodResizeInProgress").at("message").text())
                .isEqualTo(
                        "attempting to set memory limit of container app (134217728) below current usage (209715200)");
        assertThat(container("web", "allocatedResources").at("memory").text()).isEqualTo("128Mi");
        assertThat(container("web", "resources").at("limits", "memory").text()).isEqualTo("256Mi");
        assertThat(node.upstream.isReady("web")).isTrue();
        node.runtime.memoryBytes = 100L << 20;
        node.clock.push(Duration.ofMinutes(3));
        put("web", 100, 128, "");
        await(
                "it has it",
                () -> container("web", "resources")
                        .at("limits", "memory")
                        .text()
                        .equals("128Mi"));
        assertThat(condition("web", "PodResizeInProgress")).isEqualTo(JsonObject.EMPTY);
    }

    private void put(String name, int cpuMillis, int memoryMebibytes, String policy) {
        String size = "{'cpu':'" + cpuMillis + "m','memory':'" + memoryMebibytes + "Mi'}";
        String spec =
                "{'containers':[{'name':'" + (name.equals("web") ? "app" : name) + "','image':'app:1','resizePolicy':["
                        + policy + "],'resources':{" + "'requests':" + size + ",'limits':" + size + "}}]}";
        KubeObject pod = FakeNode.pod(name, spec.replace('\'', '"'));
        node.cache.put(pod.with(Json.of(generation++), "metadata", "generation"));
    }

    private Json container(String pod, String field) {
        return node.upstream.container(pod).at(field);
    }

    private Json condition(String pod, String type) {
        return node.upstream.status(pod).at("conditions").elements().stream()
                .filter(condition -> condition.at("type").text().equals(type))
                .findFirst()
                .orElse(JsonObject.EMPTY);
    }
}
