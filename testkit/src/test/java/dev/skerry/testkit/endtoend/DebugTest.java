// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.api.conformance.Conformance;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `kubectl debug`, with the oldest and the newest kubectl of this machine: a container beside those that run, a
/// copy of a pod, and a shell on a node.
class DebugTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";

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
        cluster.awaitReady(site);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Kubectl> oldestAndNewest() throws Exception {
        var all = Kubectl.installed();
        return Stream.of(cluster.kubectl(all.getFirst()), cluster.kubectl(all.getLast()))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aShellBesideAContainerSeesItsProcesses(Kubectl kubectl) throws Exception {
        String pod = pod(kubectl, "watched");
        var terminal = Terminal.start(
                folder,
                kubectl,
                "KUBECTL debug -it POD -c look --image=IMAGE --target=web -- sh\n"
                        .replace("POD", pod)
                        .replace("IMAGE", IMAGE));
        terminal.awaitPrompt("~ # ");
        terminal.type("ps; wget -qO- 127.0.0.1/page; echo $((6 * 7)); exit 3");
        terminal.awaitScreen("42");
        assertThat(terminal.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(terminal.screen()).contains("sleep 12345", "the page");

        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(look(kubectl, pod)
                                .at("state", "terminated", "exitCode")
                                .intOr(-1))
                        .isEqualTo(3));
        assertThat(kubectl.run("logs", pod, "-c", "look")).contains("sleep 12345", "42");
        Json web = kubectl.json("get", "pod", pod)
                .at("status", "containerStatuses")
                .elements()
                .getFirst();
        assertThat(web.at("restartCount").intOr(-1)).isZero();
        assertThat(web.at("ready").booleanOr(false)).isTrue();
        kubectl.run("delete", "pod", pod, "--wait=true", "--timeout=60s");
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aCopyOfAPodSharesItsProcessesWithTheShell(Kubectl kubectl) throws Exception {
        String pod = pod(kubectl, "copied");
        String copy = pod + "-copy";
        var terminal = Terminal.start(
                folder,
                kubectl,
                "KUBECTL debug -it POD --copy-to=COPY --share-processes -c look --image=IMAGE -- sh\n"
                        .replace("POD", pod)
                        .replace("COPY", copy)
                        .replace("IMAGE", IMAGE));
        terminal.awaitPrompt("~ # ");
        terminal.type("until ps | grep -v grep | grep 'sleep 12345'; do sleep 0.1; done; echo $((6 * 7)); exit");
        terminal.awaitScreen("42");
        assertThat(terminal.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        kubectl.run("wait", "--for=condition=PodReadyToStartContainers", "pod/" + copy, "--timeout=60s");
        kubectl.run("delete", "pod", pod, copy, "--wait=true", "--timeout=60s");
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aShellOnANodeSeesItsFilesAndProcesses(Kubectl kubectl) throws Exception {
        Path marker = Files.writeString(folder.resolve("marker"), "of the machine\n");
        var terminal = Terminal.start(
                folder, kubectl, "KUBECTL debug node/edge-1 -it --image=IMAGE -- sh\n".replace("IMAGE", IMAGE));
        terminal.awaitPrompt("~ # ");
        terminal.type("cat /host" + marker + "; tr '\\0' ' ' </proc/"
                + ProcessHandle.current().pid()
                + "/cmdline | cut -c1-200; readlink /proc/self/ns/ipc; echo $((6 * 7)); exit");
        terminal.awaitScreen("42");
        assertThat(terminal.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(terminal.screen())
                .contains(
                        "of the machine",
                        "java",
                        Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString());
        for (Json pod : kubectl.json("get", "pods").at("items").elements()) {
            String name = pod.at("metadata", "name").text();
            if (name.startsWith("node-debugger-")) {
                Await.untilAsserted(
                        Cluster.PATIENCE,
                        () -> assertThat(kubectl.run("get", "pod", name, "-o", "jsonpath={.status.phase}"))
                                .isEqualTo("Succeeded"));
                kubectl.run("delete", "pod", name, "--wait=true", "--timeout=60s");
            }
        }
        assertThat(marker).exists();
    }

    @Test
    @Conformance({
        "Ephemeral Containers will start an ephemeral container in an existing pod",
        "Ephemeral Containers should update the ephemeral containers in an existing pod"
    })
    void ephemeralContainersAreAddedOneAfterTheOther() throws Exception {
        Kubectl kubectl = cluster.kubectl();
        String pod = pod(kubectl, "added");
        String path = "/api/v1/namespaces/default/pods/" + pod + "/ephemeralcontainers";
        assertThat(kubectl.run("get", "pod", pod, "-o", "jsonpath={.metadata.generation}"))
                .isEqualTo("1");
        String script = "while true; do echo polo; sleep 0.2; done";
        kubectl.run("debug", pod, "-c", "debugger", "--image=" + IMAGE, "-q", "--", "sh", "-c", script);
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(status(kubectl, pod, 0).at("state", "running").isNull())
                        .isFalse());
        assertThat(kubectl.run("get", "pod", pod, "-o", "jsonpath={.metadata.generation}"))
                .isEqualTo("2");
        assertThat(kubectl.run("exec", pod, "-c", "debugger", "--", "/bin/echo", "marco"))
                .contains("marco");
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(kubectl.run("logs", pod, "-c", "debugger")).contains("polo"));

        Json one = JsonReader.read(kubectl.run("get", "--raw", path));
        assertThat(one.at("spec", "ephemeralContainers").elements()).hasSize(1);
        var more = new ArrayList<>(one.at("spec", "ephemeralContainers").elements());
        more.add(JsonObject.of(
                "name", "debugger2",
                "image", IMAGE,
                "command",
                        new JsonArray(Stream.of("sleep", "1000").map(Json::of).toList()),
                "imagePullPolicy", "IfNotPresent",
                "terminationMessagePolicy", "File"));
        Json two = one.object().with("spec", one.at("spec").object().with("ephemeralContainers", new JsonArray(more)));
        assertThat(replace(kubectl, path, two).isSuccess()).isTrue();
        assertThat(JsonReader.read(kubectl.run("get", "--raw", path))
                        .at("spec", "ephemeralContainers")
                        .elements())
                .hasSize(2);
        Await.untilAsserted(
                Cluster.PATIENCE,
                () -> assertThat(status(kubectl, pod, 1).at("state", "running").isNull())
                        .isFalse());

        var refused = replace(kubectl, path, one);
        assertThat(refused.isSuccess()).isFalse();
        assertThat(refused.err()).contains("existing ephemeral containers \"debugger2\" may not be removed");
        kubectl.run("delete", "pod", pod, "--wait=true", "--timeout=60s");
    }

    /// Whatever the state that it was read in.
    private static Kubectl.Result replace(Kubectl kubectl, String path, Json pod) throws Exception {
        var metadata = pod.at("metadata").object().without("resourceVersion");
        String text = pod.object().with("metadata", metadata).toString();
        return kubectl.tryRun(text, "replace", "--raw", path, "-f", "-");
    }

    private static Json look(Kubectl kubectl, String pod) throws Exception {
        return status(kubectl, pod, 0);
    }

    private static Json status(Kubectl kubectl, String pod, int index) throws Exception {
        var all = kubectl.json("get", "pod", pod)
                .at("status", "ephemeralContainerStatuses")
                .elements();
        return all.size() > index ? all.get(index) : JsonObject.EMPTY;
    }

    private static String pod(Kubectl kubectl, String name) throws Exception {
        String pod = name + "-" + kubectl.binary().getFileName().toString().replaceAll("[^0-9]", "");
        kubectl.runWith("""
                apiVersion: v1
                kind: Pod
                metadata: {name: POD}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: web
                      image: IMAGE
                      command: [sh, -c, 'echo the page >/tmp/page; httpd -p 127.0.0.1:80 -h /tmp; sleep 12345']
                """.replace("POD", pod).replace("IMAGE", IMAGE), "apply", "-f", "-");
        kubectl.run("wait", "--for=condition=Ready", "pod/" + pod, "--timeout=60s");
        return pod;
    }
}
