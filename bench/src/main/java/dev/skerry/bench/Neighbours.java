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

/// How long an ordinary client waits for a read and for a write, alone and beside [HostileClients] and watchers that
/// have stopped reading, in turns. All of them share the two cores.
public final class Neighbours {
    private static final String COMMAND = "bench/run hostile";
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");
    private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");
    private static final int STALLED_WATCHERS = 100;
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 7;
    private static final int REQUESTS = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(2);

    private int next;

    private Neighbours() {}

    public static void main(String[] arguments) throws Exception {
        new Neighbours().run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder);
                var administrator =
                        AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address())) {
            KubeClient client = administrator.client();
            milliseconds(client, WARM_UP);
            var alone = new double[ROUNDS];
            var beside = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                alone[round] = p99(milliseconds(client, REQUESTS));
                try (var watchers = new Watchers(cluster.address(), cluster.reachableKubeconfig());
                        var _ = new HostileClients(cluster.address())) {
                    watchers.open(
                            STALLED_WATCHERS,
                            "/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=3600&resourceVersion=0");
                    watchers.stopReading(STALLED_WATCHERS);
                    beside[round] = p99(milliseconds(client, REQUESTS));
                }
            }
            Report.row(
                    COMMAND,
                    "p99 of an ordinary client's reads and writes, alone and beside 500 hostile ones",
                    String.format(
                            Locale.ROOT,
                            "%.1f ms and %.1f ms (medians of %d turns)",
                            Report.median(alone),
                            Report.median(beside),
                            ROUNDS),
                    "not twice as long");
        }
    }

    /// Reads and writes in turn, at a pace that leaves the server time.
    private double[] milliseconds(KubeClient client, int count) throws InterruptedException {
        var waits = new double[count];
        for (int i = 0; i < count; i++) {
            var name = new ObjectName("default", "neighbour-" + (i % 2 == 0 ? next++ : next - 1));
            long from = SystemClock.CLOCK.nanos();
            if (i % 2 == 0) {
                client.create(
                        CONFIG_MAPS,
                        KubeObject.of(CONFIG_MAP, name).with(JsonObject.of("text", "x".repeat(1_000)), "data"));
            } else {
                var _ = client.find(CONFIG_MAPS, name).orElseThrow();
            }
            waits[i] = (SystemClock.CLOCK.nanos() - from) / 1e6;
            SystemClock.CLOCK.sleep(PAUSE);
        }
        return waits;
    }

    private static double p99(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * 0.99)];
    }
}
