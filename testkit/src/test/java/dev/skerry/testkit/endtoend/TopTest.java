// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.JsonReader;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kubectl top`, the oldest and the newest, of a node and a container that computes without end.
class TopTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";

    @TempDir
    private Path folder;

    @Test
    void whatNodesAndContainersUseIsSeenUntilTheNodeIsGone() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        assumeTrue(!Kubectl.installed().isEmpty(), "no kubectl on this machine");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("edge-1");
            cluster.importBusybox(site.data(), IMAGE);
            var oldest = cluster.kubectl(Kubectl.installed().getFirst());
            var newest = cluster.kubectl(Kubectl.installed().getLast());
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(oldest.tryRun("", "get", "node", "edge-1").isSuccess())
                            .isTrue());
            oldest.runWith("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: busy, labels: {app: busy}}
                    spec:
                      nodeName: edge-1
                      terminationGracePeriodSeconds: 0
                      containers:
                        - name: loop
                          image: IMAGE
                          command: [sh, -c, 'while true; do :; done']
                          resources: {limits: {cpu: 200m}}
                    """.replace("IMAGE", IMAGE), "apply", "-f", "-");
            oldest.run("wait", "--for=condition=Ready", "pod/busy", "--timeout=60s");
            showsWhatIsUsed(oldest);
            showsWhatIsUsed(newest);

            cluster.killAgent(site);
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(JsonReader.read(newest.run("get", "--raw", "/apis/metrics.k8s.io/v1beta1/nodes"))
                                    .at("items")
                                    .elements())
                            .isEmpty());
            assertThat(newest.tryRun("", "top", "node", "edge-1").err()).contains("node edge-1 did not say");
        }
    }

    private static void showsWhatIsUsed(Kubectl kubectl) throws Exception {
        // A machine that is busy with other things may once be late with an answer.
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            assertThat(kubectl.tryRun("", "top", "nodes", "--no-headers").out())
                    .matches("edge-1 +[1-9]\\d*m +\\d+% +[1-9]\\d*Mi +\\d+% *\n");
            assertThat(kubectl.tryRun("", "top", "pod", "busy", "--no-headers").out())
                    .matches("busy +[1-9]\\d*m +\\d+Mi *\n");
            assertThat(kubectl.tryRun("", "top", "pods", "-A", "-l", "app=busy", "--containers", "--no-headers")
                            .out())
                    .matches("default +busy +loop +[1-9]\\d*m +\\d+Mi *\n");
        });
    }
}
