// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The life of a workload, from apply to delete, with the oldest and the newest kubectl of this machine.
class WorkloadTest {
    private static final String IMAGE_ONE = "skerry.local/test/busybox:1";
    private static final String IMAGE_TWO = "skerry.local/test/busybox:2";

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        cluster = Cluster.withNode(folder);
        cluster.importBusybox(cluster.serverData(), IMAGE_ONE);
        cluster.importBusybox(cluster.serverData(), IMAGE_TWO);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Path> oldestAndNewest() {
        var all = Kubectl.installed();
        assumeTrue(!all.isEmpty(), "no kubectl on this machine");
        return Stream.of(all.getFirst(), all.getLast()).distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aWorkloadLivesFromApplyToDelete(Path binary) throws Exception {
        var kubectl = cluster.kubectl(binary);
        kubectl.runWith(manifest(IMAGE_ONE), "apply", "-f", "-");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(kubectl.run("get", "pods", "-l", "app=web")).contains("1/1", "Running");

        assertThat(kubectl.run("logs", "deploy/web")).contains("serving one");
        assertThat(kubectl.run("exec", "deploy/web", "--", "cat", "/etc/greeting/text"))
                .isEqualTo("one");
        var failed = kubectl.tryRun("", "exec", "deploy/web", "--", "sh", "-c", "echo to-err >&2; exit 7");
        assertThat(failed.exitCode()).isEqualTo(7);
        assertThat(failed.err()).contains("to-err");
        assertThat(kubectl.runWith("over stdin", "exec", "-i", "deploy/web", "--", "cat"))
                .isEqualTo("over stdin");

        kubectl.run("scale", "deployment/web", "--replicas=3");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
        assertThat(Cluster.pods(kubectl, "app=web")).hasSize(3);

        kubectl.run("set", "image", "deployment/web", "web=" + IMAGE_TWO);
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(images(kubectl)).containsOnly(IMAGE_TWO);
        kubectl.run("rollout", "undo", "deployment/web");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(images(kubectl)).containsOnly(IMAGE_ONE);

        kubectl.runWith(manifest(IMAGE_ONE), "delete", "-f", "-", "--timeout=60s");
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(Cluster.pods(kubectl, "app=web")).isEmpty());
        assertThat(kubectl.run("get", "replicasets", "-o", "name")).isEmpty();
    }

    private static List<String> images(Kubectl kubectl) throws Exception {
        return kubectl.json("get", "pods", "-l", "app=web").at("items").elements().stream()
                .filter(pod -> pod.at("metadata", "deletionTimestamp").isNull())
                .flatMap(pod -> pod.at("spec", "containers").elements().stream())
                .map((Json container) -> container.at("image").text())
                .toList();
    }

    private static String manifest(String image) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: greeting}
                data: {text: one}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      terminationGracePeriodSeconds: 2
                      containers:
                        - name: web
                          image: IMAGE
                          command: [sh, -c, 'trap "exit 0" TERM; echo serving $GREETING; httpd -p 8080 -h /etc/greeting; while true; do sleep 1; done']
                          env: [{name: GREETING, valueFrom: {configMapKeyRef: {name: greeting, key: text}}}]
                          readinessProbe: {httpGet: {path: /text, port: 8080}, periodSeconds: 1}
                          livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5}
                          volumeMounts: [{name: greeting, mountPath: /etc/greeting}]
                      volumes: [{name: greeting, configMap: {name: greeting}}]
                """.replace("IMAGE", image);
    }
}
