// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// One write that ten thousand watchers hear of, ten of which have stopped reading. From before the request to
/// the watcher's having the event; the watchers' side runs on the same cores.
public final class FanOut {
    private static final String COMMAND = "bench/run fanout";
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final int WATCHERS = 10_000;
    private static final int SLOW = 10;
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 30;
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private FanOut() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder);
                var administrator =
                        AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address());
                var watchers = new Watchers(cluster.address(), cluster.reachableKubeconfig())) {
            KubeClient client = administrator.client();
            long server = cluster.server().pid();
            Memory before = Memory.of(server);
            String version = client.list(KubeClient.Scope.all(CONFIG_MAPS)).resourceVersion();
            watchers.open(
                    WATCHERS + SLOW,
                    "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=3600&resourceVersion=" + version);
            watchers.stopReading(SLOW);
            SystemClock.CLOCK.sleep(SETTLE);
            Memory idle = Memory.of(server);
            Report.row(
                    COMMAND,
                    "memory per idle watch over TLS",
                    (idle.residentKib() - before.residentKib()) / (WATCHERS + SLOW) + " KB",
                    "");
            rounds(watchers, client, 0, WARM_UP);
            double cpu = Memory.cpuSeconds(server);
            double[] waits = rounds(watchers, client, WARM_UP, ROUNDS);
            double cpuUsed = Memory.cpuSeconds(server) - cpu;
            Arrays.sort(waits);
            Report.row(
                    COMMAND,
                    "one write to " + WATCHERS + " watchers, " + SLOW + " more do not read",
                    String.format(
                            Locale.ROOT,
                            "p50 %.0f ms, p99 %.0f ms, last %.0f ms (%d writes)",
                            waits[waits.length / 2],
                            waits[(int) (waits.length * 0.99)],
                            waits[waits.length - 1],
                            ROUNDS),
                    "p99 under 250 ms");
            Report.row(
                    COMMAND,
                    "server CPU per delivered event",
                    String.format(Locale.ROOT, "%.1f µs", cpuUsed * 1e6 / (ROUNDS * (double) WATCHERS)),
                    "");
        }
    }

    private static double[] rounds(Watchers watchers, KubeClient client, int first, int count) throws Exception {
        var all = new double[count * WATCHERS];
        for (int round = 0; round < count; round++) {
            var object = KubeObject.of(CONFIG_MAP, new ObjectName("default", "fan-out-" + (first + round)))
                    .with(JsonObject.of("text", "x".repeat(1_000)), "data");
            double[] waits = watchers.milliseconds(WATCHERS, () -> client.create(CONFIG_MAPS, object));
            System.arraycopy(waits, 0, all, round * WATCHERS, WATCHERS);
        }
        return all;
    }
}
