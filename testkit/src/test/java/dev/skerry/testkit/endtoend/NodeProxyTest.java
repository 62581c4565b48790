// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kubectl get --raw /api/v1/nodes/NODE/proxy/…`: what a real agent tells of itself through its connection.
class NodeProxyTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final String NODE = "/api/v1/nodes/edge-1/proxy";

    @TempDir
    private Path folder;

    @Test
    void anAgentTellsOfItselfAsAKubeletDoes() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        assumeTrue(!Kubectl.installed().isEmpty(), "no kubectl on this machine");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("edge-1");
            cluster.importBusybox(site.data(), IMAGE);
            var kubectl = cluster.kubectl(Kubectl.installed().getLast());
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(kubectl.tryRun("", "get", "node", "edge-1").isSuccess())
                            .isTrue());
            kubectl.runWith("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: said}
                    spec:
                      nodeName: edge-1
                      terminationGracePeriodSeconds: 0
                      containers:
                        - {name: loop, image: IMAGE, command: [sh, -c, 'echo hello; sleep 1000']}
                    """.replace("IMAGE", IMAGE), "apply", "-f", "-");
            kubectl.run("wait", "--for=condition=Ready", "pod/said", "--timeout=60s");

            assertThat(kubectl.run("get", "--raw", NODE + "/healthz")).isEqualTo("ok");
            Json configuration = read(kubectl, "/configz").at("kubeletconfig");
            assertThat(Path.of(configuration.at("podLogsDir").text()))
                    .startsWith(site.data())
                    .isDirectory();
            assertThat(configuration.at("maxPods").intOr(0))
                    .isEqualTo(Integer.parseInt(
                            kubectl.run("get", "node", "edge-1", "-o", "jsonpath={.status.capacity.pods}")));
            Json summary = read(kubectl, "/stats/summary");
            assertThat(summary.at("node", "nodeName").text()).isEqualTo("edge-1");
            assertThat(summary.at("node", "memory", "workingSetBytes").longOr(0))
                    .isPositive();
            assertThat(summary.at("pods").elements())
                    .filteredOn(pod -> pod.at("podRef", "name").text().equals("said"))
                    .singleElement()
                    .satisfies(pod -> assertThat(pod.at("containers")
                                    .elements()
                                    .getFirst()
                                    .at("memory", "usageBytes")
                                    .longOr(0))
                            .isPositive());
            assertThat(read(kubectl, "/pods").at("items").elements())
                    .extracting(pod -> pod.at("metadata", "name").text())
                    .contains("said");
            assertThat(kubectl.run("get", "--raw", NODE + "/containerLogs/default/said/loop"))
                    .isEqualTo("hello\n");
            assertThat(kubectl.tryRun("", "get", "--raw", NODE + "/nothing").err())
                    .contains("this node has nothing at /nothing");
        }
    }

    private static Json read(Kubectl kubectl, String path) throws Exception {
        return JsonReader.read(kubectl.run("get", "--raw", NODE + path));
    }
}
