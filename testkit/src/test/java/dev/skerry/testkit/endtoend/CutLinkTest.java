// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cut link does not matter: two sites, each an agent in a network namespace of its own, one of them cut
/// off for a minute in which a container dies, the agent dies, and even the server is gone.
class CutLinkTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final Duration OUTAGE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Cluster cluster;
    private Cluster.Site far;
    private Cluster.Site near;
    private Kubectl kubectl;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        cluster = Cluster.withoutNode(folder);
        far = cluster.addAgent("far");
        near = cluster.addAgent("near");
        kubectl = cluster.kubectl();
        cluster.importBusybox(far.data(), IMAGE);
        cluster.importBusybox(near.data(), IMAGE);
        cluster.awaitReady(far, near);
    }

    @AfterEach
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void podsOutliveTheLinkTheAgentAndTheServer() throws Exception {
        kubectl.runWith(manifest("far"), "apply", "-f", "-");
        kubectl.runWith(manifest("near"), "apply", "-f", "-");
        kubectl.run("rollout", "status", "deployment/far", "--timeout=60s");
        kubectl.run("rollout", "status", "deployment/near", "--timeout=60s");
        var before = Cluster.pods(kubectl, "app=far");
        assertThat(before).hasSize(3);
        String victim = before.keySet().iterator().next();

        long cutAt = SystemClock.CLOCK.nanos();
        far.link().cut();
        kill(containerId(before.get(victim)));
        cluster.killAgent(far);
        cluster.stopServer();
        cluster.startAgent(far);
        // No server at all: the agent finds its pods in its own database, and brings back the one that died.
        Await.untilAsserted(
                Duration.ofSeconds(30),
                () -> assertThat(running(far))
                        .as("containers that run; the agent's log:%n%s", Files.readString(cluster.agentLog(far)))
                        .isEqualTo(3));
        cluster.startServer();
        Await.until(
                "the outage to last a minute",
                OUTAGE.multipliedBy(2),
                () -> SystemClock.CLOCK.nanos() - cutAt > OUTAGE.toNanos());
        assertThat(running(far)).isEqualTo(3);
        assertThat(Cluster.pods(kubectl, "app=far").keySet()).isEqualTo(before.keySet());

        far.link().mend();
        kubectl.run("wait", "--for=condition=Ready", "node/far", "--timeout=60s");
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            var after = Cluster.pods(kubectl, "app=far");
            assertThat(restarts(after.get(victim))).isEqualTo(1);
            assertUntouched(before, after, victim);
        });
        assertThat(kubectl.run("get", "pods", "-l", "app=near")).contains("Running");
    }

    /// The same pods, and in each but the victim the same container since the same second.
    private static void assertUntouched(Map<String, JsonObject> before, Map<String, JsonObject> after, String victim) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, pod) -> {
            assertThat(after.get(name).at("metadata", "uid")).isEqualTo(pod.at("metadata", "uid"));
            assertThat(status(after.get(name)).at("ready").booleanOr(false)).isTrue();
            if (!name.equals(victim)) {
                assertThat(status(after.get(name)).at("state", "running", "startedAt"))
                        .isEqualTo(status(pod).at("state", "running", "startedAt"));
                assertThat(containerId(after.get(name))).isEqualTo(containerId(pod));
            }
        });
    }

    private static Json status(JsonObject pod) {
        return pod.at("status", "containerStatuses").elements().getFirst();
    }

    private static long restarts(JsonObject pod) {
        return status(pod).at("restartCount").longOr(-1);
    }

    private static String containerId(JsonObject pod) {
        return status(pod).at("containerID").text().replaceFirst("^[a-z]+://", "");
    }

    /// Kills the first process of a container behind everybody's back.
    private static void kill(String container) throws Exception {
        Await.until(
                "a process of container " + container,
                Duration.ofSeconds(10),
                () -> Processes.inContainer(container).isPresent());
        Namespaces.run(
                "kill", "-9", Processes.inContainer(container).orElseThrow().toString());
    }

    /// How many of a site's containers really run, seen from the machine, not from any status.
    private static long running(Cluster.Site site) throws Exception {
        return Processes.marked(mark(site.node()));
    }

    /// A word that this test's containers have as an argument, and nobody else's.
    private static String mark(String node) {
        return "site-" + node + "-" + ProcessHandle.current().pid();
    }

    private static String manifest(String node) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NODE}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: NODE}}
                  template:
                    metadata: {labels: {app: NODE}}
                    spec:
                      nodeName: NODE
                      terminationGracePeriodSeconds: 1
                      containers:
                        - name: main
                          image: IMAGE
                          command: [sh, -c, 'trap "exit 0" TERM; while true; do sleep 1; done', MARK]
                """.replace("MARK", mark(node)).replace("NODE", node).replace("IMAGE", IMAGE);
    }
}
