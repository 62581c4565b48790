// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.clients.Client;
import dev.skerry.clients.ClientProgram;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Checkout;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Helm installs, changes and removes a chart of ours, whose pods run.
class HelmTest implements Client {
    private static final String IMAGE = "skerry.local/test/busybox:1";
    private static final Path SCENARIOS = Checkout.root().resolve("clients/src/test/resources/dev/skerry/clients/helm");

    @TempDir
    static Path folder;

    private static Cluster cluster;
    private static int counted;

    private final ClientProgram helm = ClientProgram.named("helm").getFirst();

    @BeforeAll
    static void start() throws Exception {
        assertThat(Namespaces.isPossible())
                .as("network namespaces and containers need root")
                .isTrue();
        cluster = Cluster.withNode(folder);
        cluster.importBusybox(cluster.serverData(), IMAGE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    static List<Scenario> scenarios() {
        return Scenario.in(SCENARIOS);
    }

    @Override
    public String client() {
        return "Helm " + helm.version();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void scenario(Scenario scenario) throws Exception {
        String namespace = "h" + ++counted;
        Path home = Files.createDirectories(folder.resolve("home-" + namespace));
        Path kubeconfig = home.resolve("config");
        Files.writeString(
                kubeconfig,
                Files.readString(cluster.reachableKubeconfig())
                        .replaceAll("(?m)^( *)(user: .*)$", "$1$2\n$1namespace: " + namespace));
        Kubectl administrator = cluster.kubectl();
        var shell = Shell.in(
                folder.resolve(namespace),
                Map.of("helm", helm.here(), "kubectl", administrator.binary()),
                kubeconfig,
                Map.of("NS", namespace, "IMAGE", IMAGE, "CHARTS", SCENARIOS.toString()));
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
            administrator.run("delete", "namespace", namespace, "--wait=false");
        }
    }
}
