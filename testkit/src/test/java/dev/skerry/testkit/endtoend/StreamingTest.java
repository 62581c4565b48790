// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `port-forward`, `cp`, `attach` and `logs` against a container on an edge node: everything goes through the
/// node's own connection. The oldest kubectl speaks SPDY, the newest WebSocket with SPDY inside, and fabric8
/// WebSocket with channels.
class StreamingTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final Pattern BOTH = Pattern.compile("127\\.0\\.0\\.1:\\d+ -> 81");

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        assumeTrue(!Kubectl.installed().isEmpty(), "no kubectl on this machine");
        cluster = Cluster.withoutNode(folder);
        var site = cluster.addAgent("edge-1");
        cluster.importBusybox(site.data(), IMAGE);
        var kubectl = cluster.kubectl();
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(kubectl.tryRun("", "get", "node", "edge-1").isSuccess())
                        .isTrue());
        kubectl.runWith("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  nodeName: edge-1
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: web
                      image: IMAGE
                      stdin: true
                      command: [sh, -c, 'mkdir /www; echo page >/www/page; httpd -p 127.0.0.1:80 -h /www; while read line; do echo got $line; done; sleep 1000']
                """.replace("IMAGE", IMAGE), "apply", "-f", "-");
        kubectl.run("wait", "--for=condition=Ready", "pod/web", "--timeout=60s");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Path> oldestAndNewest() {
        var all = Kubectl.installed();
        return Stream.of(all.getFirst(), all.getLast()).distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aPortThatListensInsideThePodAloneIsForwarded(Path binary) throws Exception {
        Path out = folder.resolve("forward.out");
        Path err = folder.resolve("forward.err");
        var forward = cluster.kubectl(binary).start(out, err, "port-forward", "pod/web", ":80", ":81");
        try {
            Await.until(
                    "both local ports",
                    Cluster.PATIENCE,
                    () -> BOTH.matcher(Files.readString(out)).find());
            int port = localPort(out, "80");
            assertThat(fetch(port, "/page")).endsWith("page\n");
            // One connection has ended; the client goes on with the next.
            assertThat(fetch(port, "/nothing")).startsWith("HTTP/1.1 404");
            assertThat(fetch(localPort(out, "81"), "/page")).isEmpty();
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(Files.readString(err)).contains("error forwarding port 81", "Connection refused"));
        } finally {
            forward.destroy();
        }
    }

    @Test
    void fabric8ForwardsAPort() throws Exception {
        var config = Config.fromKubeconfig(Files.readString(cluster.reachableKubeconfig()));
        try (var client = new KubernetesClientBuilder().withConfig(config).build();
                var forward =
                        client.pods().inNamespace("default").withName("web").portForward(80)) {
            assertThat(fetch(forward.getLocalPort(), "/page")).endsWith("page\n");
        }
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void filesAreCopiedThereAndBack(Path binary) throws Exception {
        byte[] content = new byte[3 << 20];
        new java.util.Random(7).nextBytes(content);
        Path there = Files.write(folder.resolve("there"), content);
        Path back = folder.resolve("back-" + binary.getFileName());
        var kubectl = cluster.kubectl(binary);
        kubectl.run("cp", there.toString(), "web:/tmp/copied");
        kubectl.run("cp", "web:/tmp/copied", back.toString());
        assertThat(back).hasBinaryContent(content);
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void whoAttachesTalksToTheContainersOwnProcess(Path binary) throws Exception {
        Path out = folder.resolve("attach.out");
        String said = "hello-" + binary.getFileName();
        var kubectl = cluster.kubectl(binary);
        var attached = kubectl.start(out, folder.resolve("attach.err"), "attach", "-i", "web");
        try {
            attached.getOutputStream().write((said + "\n").getBytes(UTF_8));
            attached.getOutputStream().flush();
            Await.untilAsserted(
                    Cluster.PATIENCE, () -> assertThat(Files.readString(out)).contains("got " + said));
        } finally {
            attached.destroy();
        }
        assertThat(kubectl.run("logs", "web", "--tail=1")).isEqualTo("got " + said + "\n");
        assertThat(kubectl.run("logs", "web", "--timestamps", "--since=1h", "--limit-bytes=5"))
                .matches("\\d{4}-");
    }

    private static int localPort(Path out, String remote) throws IOException {
        var found = Pattern.compile("127\\.0\\.0\\.1:(\\d+) -> " + remote).matcher(Files.readString(out));
        assertThat(found.find()).as("a local port for " + remote).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static String fetch(int port, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
