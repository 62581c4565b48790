// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.skerry.clients.Client;
import dev.skerry.clients.ClientProgram;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Checkout;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every scenario of the folder beside this class, with every kubectl. Each has a namespace to itself.
///
/// `-Dskerry.kubectl=1.33` and `-Dskerry.scenario=REGEX` pick some while one is at work on them.
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class KubectlMatrixTest implements Client {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final String OTHER_IMAGE = "skerry.local/test/busybox:2";
    private static final AtomicInteger COUNTED = new AtomicInteger();

    @TempDir
    static Path folder;

    private static Cluster cluster;

    @Parameter
    ClientProgram kubectl;

    @BeforeAll
    static void start() throws Exception {
        assertThat(Namespaces.isPossible())
                .as("network namespaces and containers need root")
                .isTrue();
        cluster = Cluster.withNode(folder);
        cluster.importBusybox(cluster.serverData(), IMAGE);
        cluster.importBusybox(cluster.serverData(), OTHER_IMAGE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static List<ClientProgram> versions() {
        String only = System.getProperty("skerry.kubectl", "");
        return ClientProgram.named("kubectl").stream()
                .filter(program -> only.isEmpty() || program.version().equals(only))
                .toList();
    }

    static List<Scenario> scenarios() {
        var only = Pattern.compile(System.getProperty("skerry.scenario", ""));
        return Scenario.in(Checkout.root().resolve("clients/src/test/resources/dev/skerry/clients/kubectl")).stream()
                .filter(scenario -> only.matcher(scenario.title()).find())
                .toList();
    }

    @Override
    public String client() {
        return kubectl.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void scenario(Scenario scenario) throws Exception {
        Path binary = kubectl.here();
        assumeFalse(kubectl.isBelow(scenario.from()), () -> kubectl + " has no such command");
        String namespace = "s" + COUNTED.incrementAndGet();
        Path home = Files.createDirectories(folder.resolve("home-" + kubectl.version()));
        Path kubeconfig = home.resolve(namespace + ".kubeconfig");
        Files.writeString(
                kubeconfig,
                Files.readString(cluster.reachableKubeconfig())
                        .replaceAll("(?m)^( *)(user: .*)$", "$1$2\n$1namespace: " + namespace));
        var shell = Shell.in(
                folder.resolve(namespace),
                Map.of("kubectl", binary),
                kubeconfig,
                Map.of("NS", namespace, "IMAGE", IMAGE, "OTHER_IMAGE", OTHER_IMAGE, "SERVER", "" + cluster.address()));
        var administrator = cluster.kubectl(binary);
        administrator.run("create", "namespace", namespace);
        Await.until(
                "the namespace's ServiceAccount",
                Cluster.PATIENCE,
                () -> administrator
                        .tryRun("", "get", "serviceaccount", "default", "--namespace", namespace)
                        .isSuccess());
        try {
            shell.run(scenario);
        } finally {
            // Whatever became of it: the next one needs a node.
            administrator.run("uncordon", "local");
            administrator.run("delete", "namespace", namespace, "--wait=false");
        }
    }
}
