// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node whose agent is killed at any moment, whose database is damaged, or whose disk is full. Containers that
/// ran go on in the same process.
class AgentFaultsTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final int KILLS = 5;

    @TempDir
    Path folder;

    private Cluster cluster;
    private Cluster.Site site;
    private Kubectl kubectl;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        Path disk = Files.createDirectories(folder.resolve("edge"));
        Namespaces.run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        cluster = Cluster.withoutNode(folder);
        site = cluster.addAgent("edge");
        kubectl = cluster.kubectl();
        cluster.importBusybox(site.data(), IMAGE);
        cluster.awaitReady(site);
        kubectl.runWith(deployment("steady", 3), "apply", "-f", "-");
        kubectl.run("rollout", "status", "deployment/steady", "--timeout=60s");
    }

    @AfterEach
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
            Namespaces.run("umount", "-l", folder.resolve("edge").toString());
        }
    }

    @Test
    void whatRunsGoesOnThroughKillsAtAnyMoment() throws Exception {
        var before = containers("steady");
        for (int kill = 0; kill < KILLS; kill++) {
            // Pods come and go while it dies.
            kubectl.runWith(deployment("busy", 1 + kill % 3), "apply", "-f", "-");
            cluster.killAgent(site);
            cluster.startAgent(site);
        }
        kubectl.run("rollout", "status", "deployment/busy", "--timeout=90s");
        kubectl.run("delete", "deployment", "busy", "--timeout=60s");
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            assertThat(Cluster.pods(kubectl, "app=busy")).isEmpty();
            assertThat(containers("steady")).isEqualTo(before);
        });
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndFetchedAgain() throws Exception {
        var before = containers("steady");
        // A clean stop leaves everything in the file that is damaged, and nothing in the log beside it.
        cluster.agent(site).close();
        damage(site.data().resolve("agent/objects.db"));
        cluster.startAgent(site);
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(Files.readString(cluster.agentLog(site))).contains("it is set aside"));
        kubectl.run("scale", "deployment/steady", "--replicas=4");
        kubectl.run("rollout", "status", "deployment/steady", "--timeout=60s");
        assertThat(containers("steady")).containsAllEntriesOf(before);
    }

    @Test
    void aFullDiskLeavesWhatRunsAlone() throws Exception {
        var before = containers("steady");
        Path ballast = fill(folder.resolve("edge"));
        kubectl.runWith(deployment("late", 1), "apply", "-f", "-");
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(Files.readString(cluster.agentLog(site))).contains("the disk is full"));
        assertThat(kubectl.run("get", "node", "edge")).contains(" Ready ");
        assertThat(containers("steady")).isEqualTo(before);

        Files.delete(ballast);
        kubectl.run("rollout", "status", "deployment/late", "--timeout=120s");
        assertThat(containers("steady")).isEqualTo(before);
    }

    /// Takes what space is left, to the last byte.
    private static Path fill(Path disk) throws IOException {
        Path ballast = disk.resolve("ballast");
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException _) {
            // Full.
            return ballast;
        }
    }

    /// Pods and the identity of their one container: another one has another identity and start.
    private Map<String, String> containers(String app) throws Exception {
        var containers = new TreeMap<String, String>();
        for (Map.Entry<String, JsonObject> pod :
                Cluster.pods(kubectl, "app=" + app).entrySet()) {
            var status =
                    pod.getValue().at("status", "containerStatuses").elements().getFirst();
            containers.put(
                    pod.getKey(),
                    status.at("containerID").text() + " since "
                            + status.at("state", "running", "startedAt").text());
        }
        return containers;
    }

    private static void damage(Path database) throws IOException {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            for (long at = 100; at < file.length(); at += 4096) {
                file.seek(at);
                file.write("not what was written here".repeat(20).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static String deployment(String name, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NAME}
                spec:
                  replicas: COUNT
                  selector: {matchLabels: {app: NAME}}
                  template:
                    metadata: {labels: {app: NAME}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - name: main
                          image: IMAGE
                          command: [sh, -c, 'trap "exit 0" TERM; while true; do sleep 1; done']
                """.replace("NAME", name)
                .replace("COUNT", Integer.toString(replicas))
                .replace("IMAGE", IMAGE);
    }
}
