// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kubectl patch --subresource resize`, of a container that runs on a node, as the kernel sees it.
class ResizeTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final String MEMORY =
            "cat /sys/fs/cgroup/memory.max 2>/dev/null" + " || cat /sys/fs/cgroup/memory/memory.limit_in_bytes";
    private static final String QUOTA =
            "cut -d' ' -f1 /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us";

    @TempDir
    private Path folder;

    @Test
    @Conformance("Pod InPlace Resize Container resize pod via the replace endpoint")
    void aRunningContainerTakesAnotherSizeAndIsStartedAnewOnlyIfItsPolicySaysSo() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        // The first that knows the subresource is 1.32.
        Optional<Path> binary = Kubectl.installed().stream()
                .filter(one -> one.toString().endsWith("1.33"))
                .findFirst();
        assumeTrue(binary.isPresent(), "no kubectl 1.33 on this machine");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("edge-1");
            cluster.importBusybox(site.data(), IMAGE);
            var kubectl = cluster.kubectl(binary.get());
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(kubectl.tryRun("", "get", "node", "edge-1").isSuccess())
                            .isTrue());
            kubectl.runWith(pod("calm", "") + "---\n" + pod("strict", """
                          resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]
                    """), "apply", "-f", "-");
            assertThat(kubectl.tryRun("", "wait", "--for=condition=Ready", "pod/calm", "pod/strict", "--timeout=60s")
                            .isSuccess())
                    .as(() -> describe(kubectl))
                    .isTrue();
            has(kubectl, "calm", 10_000, 64);

            resize(kubectl, "calm", "200m", "96Mi");
            has(kubectl, "calm", 20_000, 96);
            resize(kubectl, "calm", "150m", "80Mi");
            has(kubectl, "calm", 15_000, 80);
            assertThat(restarts(kubectl, "calm")).isEqualTo("0");

            resize(kubectl, "strict", "200m", "64Mi");
            has(kubectl, "strict", 20_000, 64);
            assertThat(restarts(kubectl, "strict")).isEqualTo("0");
            resize(kubectl, "strict", "200m", "96Mi");
            has(kubectl, "strict", 20_000, 96);
            assertThat(restarts(kubectl, "strict")).isEqualTo("1");

            String whole = kubectl.run("get", "pod", "calm", "-o", "json")
                    .replace("150m", "250m")
                    .replace("80Mi", "128Mi");
            kubectl.runWith(whole, "replace", "--subresource", "resize", "-f", "-");
            has(kubectl, "calm", 25_000, 128);
            assertThat(restarts(kubectl, "calm")).isEqualTo("0");

            resize(kubectl, "calm", "900", "128Mi");
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(of(kubectl, "calm", "{.status.conditions[?(@.type=='PodResizePending')].reason}"))
                            .isEqualTo("Infeasible"));
            has(kubectl, "calm", 25_000, 128);
            resize(kubectl, "calm", "250m", "128Mi");
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(of(kubectl, "calm", "{.status.conditions[*].type}"))
                            .doesNotContain("PodResize"));
        }
    }

    private static String describe(Kubectl kubectl) {
        try {
            return kubectl.run("describe", "pods");
        } catch (Exception failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    private static String pod(String name, String policy) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME}
                spec:
                  nodeName: edge-1
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: app
                      image: IMAGE
                      command: [sleep, '1000']
                      resources: {requests: {cpu: 100m, memory: 16Mi}, limits: {cpu: 100m, memory: 64Mi}}
                """.replace("NAME", name).replace("IMAGE", IMAGE) + policy;
    }

    private static void resize(Kubectl kubectl, String pod, String cpu, String memory) throws Exception {
        String resources = "{'requests':{'cpu':'CPU','memory':'16Mi'},'limits':{'cpu':'CPU','memory':'MEMORY'}}"
                .replace("CPU", cpu)
                .replace("MEMORY", memory);
        String patch = "{'spec':{'containers':[{'name':'app','resources':" + resources + "}]}}";
        kubectl.run("patch", "pod", pod, "--subresource", "resize", "--patch", patch.replace('\'', '"'));
    }

    /// In the container itself, and as the pod's status says.
    private static void has(Kubectl kubectl, String pod, long quotaMicros, long memoryMebibytes) throws Exception {
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            assertThat(kubectl.tryRun("", "exec", pod, "--", "sh", "-c", MEMORY)
                            .out()
                            .strip())
                    .isEqualTo(Long.toString(memoryMebibytes << 20));
            assertThat(kubectl.tryRun("", "exec", pod, "--", "sh", "-c", QUOTA)
                            .out()
                            .strip())
                    .isEqualTo(Long.toString(quotaMicros));
            assertThat(of(kubectl, pod, "{.status.containerStatuses[0].resources.limits.memory}"))
                    .isEqualTo(memoryMebibytes + "Mi");
            assertThat(of(kubectl, pod, "{.status.containerStatuses[0].allocatedResources.cpu}"))
                    .isEqualTo(quotaMicros / 100 + "m");
        });
    }

    private static String restarts(Kubectl kubectl, String pod) throws Exception {
        return of(kubectl, pod, "{.status.containerStatuses[0].restartCount}");
    }

    private static String of(Kubectl kubectl, String pod, String path) throws Exception {
        return kubectl.run("get", "pod", pod, "-o", "jsonpath=" + path).strip();
    }
}
