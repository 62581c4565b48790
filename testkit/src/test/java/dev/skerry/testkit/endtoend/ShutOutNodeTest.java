// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever takes a node's key away, or denies it, cuts the connection that the node has, not only its next one.
class ShutOutNodeTest {
    /// A second is promised; a busy machine takes its time to start the kubectl that sees it.
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Cluster cluster;
    private Kubectl kubectl;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces need root");
        cluster = Cluster.withoutNode(folder);
        cluster.addAgent("stolen");
        cluster.addAgent("suspect");
        kubectl = cluster.kubectl();
        Await.until("both nodes to be connected", Cluster.PATIENCE, () -> connected() == 2);
    }

    @AfterEach
    void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void anOpenConnectionEndsWhenItsKeyIsTakenAwayOrDenied() throws Exception {
        kubectl.run("-n", "kube-system", "delete", "secret", "stolen.node-key");
        Await.until("the stolen node to be cut off", AT_ONCE, () -> connected() == 1);

        String key = kubectl.run(
                "-n", "kube-system", "get", "secret", "suspect.node-key", "-o", "jsonpath={.data.fingerprint}");
        String denial = """
                apiVersion: skerry.dev/v1
                kind: DeniedCredential
                metadata: {name: suspect}
                spec: {keyFingerprint: %s, reason: seen elsewhere}
                """.formatted(new String(Base64.getDecoder().decode(key.strip()), StandardCharsets.US_ASCII));
        kubectl.runWith(denial, "apply", "-f", "-");
        Await.until("the suspect to be cut off", AT_ONCE, () -> connected() == 0);
        assertThat(kubectl.run("get", "denied")).contains("seen elsewhere");

        kubectl.run("delete", "denied", "suspect");
        Await.until("the suspect to be back", Cluster.PATIENCE, () -> connected() == 1);
        kubectl.run("wait", "--for=condition=Ready", "node/suspect", "--timeout=60s");
    }

    private long connected() throws Exception {
        return kubectl.run("get", "--raw", "/metrics")
                .lines()
                .filter(line -> line.startsWith("skerry_edge_nodes_connected "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
