// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import dev.skerry.testkit.cluster.SkerryProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Machines that may not join: the agent's log says why and what to do, the agent lives on and tries again,
/// and the server is none the worse.
class JoinRefusalTest {
    @TempDir
    static Path folder;

    private static Cluster cluster;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces and containers need root");
        cluster = Cluster.withoutNode(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void anUnknownTokenIsRefusedWithWhatToDo() throws Exception {
        String good = token();
        String last = good.endsWith("a") ? "b" : "a";
        demandComplaint(
                "unknown",
                good.substring(0, good.length() - 1) + last,
                "the join token is unknown, expired or used; make a new one on the server with 'skerry token create'");
    }

    @Test
    void anExpiredTokenIsRefusedWithWhatToDo() throws Exception {
        String brief = token("--ttl", "1s");
        Instant over = Instant.now().plusSeconds(1);
        Await.until(
                "the token's second is over",
                Cluster.PATIENCE,
                () -> Instant.now().isAfter(over));
        demandComplaint("late", brief, "the join token is unknown, expired or used; make a new one");
    }

    @Test
    void aTokenOfAnotherServerShowsItselfBeforeItIsSent() throws Exception {
        String pinned = token().replaceFirst("^K10.{8}", "K1000000000");
        demandComplaint(
                "stray",
                pinned,
                "certificate authority is not the one that the join token names",
                "take a token that 'skerry token create' printed there");
    }

    @Test
    void aTokenForAnotherNameSaysHowToGetOne() throws Exception {
        demandComplaint(
                "wrong-name",
                token("--node", "right-name"),
                "for a node with another name",
                "'skerry token create --node wrong-name'");
    }

    @Test
    void aUsedTokenAndATakenNameAreRefused() throws Exception {
        String once = token();
        try (var first = launch("first", once)) {
            awaitNode("first");
            demandComplaint("second", once, "the join token is unknown, expired or used");
            var impostor = SkerryProcess.start(
                    cluster.network().enter(), folder.resolve("impostor.log"), arguments("impostor", "first", token()));
            try (impostor) {
                Await.untilAsserted(
                        Cluster.PATIENCE,
                        () -> assertThat(impostor.printed())
                                .contains(
                                        "the node name \\\"first\\\" belongs to another machine",
                                        "kubectl -n kube-system delete secret first.node-key",
                                        "--node-name"));
                assertThat(impostor.isAlive()).isTrue();
                assertThat(first.isAlive()).isTrue();
                // What the message says to do is enough: the machine that waits takes the place.
                cluster.kubectl().run("-n", "kube-system", "delete", "secret", "first.node-key");
                Await.untilAsserted(
                        Cluster.PATIENCE, () -> assertThat(impostor.printed()).contains("joined"));
            }
        }
    }

    private static void demandComplaint(String node, String token, String... said) throws Exception {
        try (var agent = launch(node, token)) {
            Await.untilAsserted(
                    Cluster.PATIENCE, () -> assertThat(agent.printed()).contains(said));
            assertThat(agent.isAlive()).isTrue();
            assertThat(agent.printed()).doesNotContain("\tat ", token);
        }
        assertThat(cluster.server().isAlive()).isTrue();
        assertThat(cluster.kubectl().tryRun("", "get", "node", node).err()).contains("not found");
    }

    private static void awaitNode(String node) throws Exception {
        var kubectl = cluster.kubectl();
        Await.until(
                "node " + node,
                Cluster.PATIENCE,
                () -> kubectl.tryRun("", "get", "node", node).isSuccess());
    }

    private static SkerryProcess launch(String node, String token) throws Exception {
        return SkerryProcess.start(
                cluster.network().enter(), folder.resolve(node + ".log"), arguments(node, node, token));
    }

    private static List<String> arguments(String data, String node, String token) {
        return List.of(
                "agent",
                "--data-dir",
                folder.resolve(data).toString(),
                "--node-name",
                node,
                "--server",
                cluster.address().toString(),
                "--token",
                token);
    }

    private static String token(String... flags) throws Exception {
        var arguments = new ArrayList<>(
                List.of("token", "create", "--data-dir", cluster.serverData().toString()));
        arguments.addAll(List.of(flags));
        String printed = SkerryProcess.run(cluster.network().enter(), arguments);
        return printed.strip().lines().reduce((_, last) -> last).orElseThrow();
    }
}
