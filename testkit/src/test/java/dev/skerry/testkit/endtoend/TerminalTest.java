// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.foundation.json.Json;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.Terminal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What somebody does at a terminal: a shell in a container, its size, attaching, following logs, and the
/// exit codes; with the oldest and the newest kubectl of this machine. util-linux' `script` gives kubectl a
/// real terminal.
class TerminalTest {
    private static final String IMAGE = "skerry.local/test/busybox:1";

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        cluster = Cluster.withNode(folder);
        cluster.importBusybox(cluster.serverData(), IMAGE);
        var kubectl = cluster.kubectl();
        kubectl.runWith(PODS.replace("IMAGE", IMAGE), "apply", "-f", "-");
        kubectl.run("wait", "--for=condition=Ready", "pod/shell", "pod/listener", "--timeout=60s");
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Kubectl> oldestAndNewest() throws Exception {
        var all = Kubectl.installed();
        assumeTrue(!all.isEmpty(), "no kubectl on this machine");
        return Stream.of(cluster.kubectl(all.getFirst()), cluster.kubectl(all.getLast()))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aShellHasATerminalAndItsExitCodeArrives(Kubectl kubectl) throws Exception {
        var terminal = Terminal.start(folder, kubectl, """
                stty rows 40 cols 100
                KUBECTL exec -it shell -- sh
                """);
        try (var keyboard = terminal.process().getOutputStream()) {
            terminal.awaitScreen("~ # ");
            keyboard.write("tty; stty size; echo $((6 * 7)); exit 3\n".getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            terminal.awaitScreen("42");
            assertThat(terminal.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(terminal.screen()).contains("/dev/pts/", "40 100");
        assertThat(terminal.process().exitValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void aTerminalThatIsResizedIsResizedInTheContainer(Kubectl kubectl) throws Exception {
        var terminal = Terminal.start(folder, kubectl, """
                here=$(tty)
                stty rows 40 cols 100
                (until grep -q 'begun' SCREEN; do sleep 0.1; done; stty rows 50 cols 120 < "$here") &
                KUBECTL exec -it shell -- sh -c 'echo begun; until [ "$(stty size)" = "50 120" ]; do sleep 0.1; done; echo grown'
                """);
        terminal.awaitScreen("grown");
        assertThat(terminal.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(terminal.process().exitValue()).isZero();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void attachTalksToTheRunningProcess(Kubectl kubectl) throws Exception {
        Path out = Files.createTempFile(folder, "attach", ".out");
        Path err = Files.createTempFile(folder, "attach", ".err");
        Process attached = kubectl.start(out, err, "attach", "-i", "listener");
        try (var input = attached.getOutputStream()) {
            input.write("one two\n".getBytes(StandardCharsets.UTF_8));
            input.flush();
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(Files.readString(out))
                            .as(Files.readString(err))
                            .contains("heard one two"));
        } finally {
            attached.destroyForcibly().waitFor();
        }
        assertThat(kubectl.run("get", "pod", "listener")).contains("Running");
        assertThat(restarts(kubectl, "listener")).isZero();
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void exitCodesAreThoseOfTheCommand(Kubectl kubectl) throws Exception {
        assertThat(kubectl.tryRun("", "exec", "shell", "--", "sh", "-c", "exit 42")
                        .exitCode())
                .isEqualTo(42);
        assertThat(kubectl.tryRun("", "exec", "shell", "--", "sh", "-c", "kill -9 $$")
                        .exitCode())
                .isEqualTo(137);
        var missing = kubectl.tryRun("", "exec", "shell", "--", "no-such-command");
        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.out() + missing.err()).contains("no-such-command", "not found");
        assertThat(kubectl.tryRun("", "exec", "no-such-pod", "--", "true").err())
                .contains("pods \"no-such-pod\" not found");
        assertThat(kubectl.tryRun("", "exec", "shell", "-c", "nobody", "--", "true")
                        .err())
                .contains("nobody");
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void logsOfTheRunBeforeAreKeptAndFollowed(Kubectl kubectl) throws Exception {
        Await.untilAsserted(
                Cluster.PATIENCE, () -> assertThat(restarts(kubectl, "crasher")).isEqualTo(1));
        assertThat(kubectl.run("logs", "-f", "--previous", "crasher")).isEqualTo("run 0\n");
        Json last = kubectl.json("get", "pod", "crasher")
                .at("status", "containerStatuses")
                .elements()
                .getFirst();
        assertThat(last.at("lastState", "terminated", "exitCode").intOr(-1)).isEqualTo(5);

        Path out = Files.createTempFile(folder, "follow", ".out");
        Path err = Files.createTempFile(folder, "follow", ".err");
        Process following = kubectl.start(out, err, "logs", "-f", "crasher");
        try {
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(Files.readString(out))
                            .as(Files.readString(err))
                            .startsWith("run 1\n"));
            long before = Files.readString(out).lines().count();
            Await.untilAsserted(
                    Cluster.PATIENCE,
                    () -> assertThat(Files.readString(out).lines().count()).isGreaterThan(before + 1));
        } finally {
            following.destroyForcibly().waitFor();
        }
    }

    private static int restarts(Kubectl kubectl, String pod) throws Exception {
        var statuses = kubectl.json("get", "pod", pod)
                .at("status", "containerStatuses")
                .elements();
        return statuses.isEmpty() ? -1 : statuses.getFirst().at("restartCount").intOr(-1);
    }

    private static final String PODS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: shell}
            spec:
              terminationGracePeriodSeconds: 1
              containers: [{name: main, image: IMAGE, command: [sleep, "100000"]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: listener}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - {name: main, image: IMAGE, stdin: true, command: [sh, -c, 'while read line; do echo heard $line; done']}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: crasher}
            spec:
              terminationGracePeriodSeconds: 1
              volumes: [{name: count, emptyDir: {}}]
              containers:
                - name: main
                  image: IMAGE
                  volumeMounts: [{name: count, mountPath: /count}]
                  command:
                    - sh
                    - -c
                    - |
                      n=$(cat /count/n 2>/dev/null || echo 0)
                      echo run $n
                      echo $((n + 1)) > /count/n
                      [ $n != 0 ] || exit 5
                      while true; do echo tick; sleep 1; done
            """;
}
