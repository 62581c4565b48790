// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// From `kubectl apply` of a pod to its container running, the image being there: the time at which kubectl
/// begins to that at which the machine shows the process. kubectl's own time is measured beside it.
public final class ApplyLatency {
    private static final String COMMAND = "bench/run apply";
    private static final String IMAGE = "skerry.local/bench/busybox:1";
    private static final int RUNS = 25;

    private ApplyLatency() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("bench");
            cluster.importBusybox(site.data(), IMAGE);
            var kubectl = cluster.kubectl();
            cluster.awaitReady(site);
            var whole = new double[RUNS];
            var client = new double[RUNS];
            for (int i = -3; i < RUNS; i++) {
                String name = "latency-" + (i + 3);
                String manifest = Workloads.pod("latency", name, IMAGE)
                        .replace("sleep, \"100000\"", "sh, -c, \"sleep 100000; true\", " + name);
                long from = SystemClock.CLOCK.nanos();
                kubectl.runWith(manifest, "apply", "-f", "-");
                long applied = SystemClock.CLOCK.nanos();
                Await.until(name + " to run", Duration.ofSeconds(30), () -> Processes.marked(name) == 1);
                long running = SystemClock.CLOCK.nanos();
                if (i >= 0) {
                    whole[i] = (running - from) / 1e6;
                    client[i] = (applied - from) / 1e6;
                }
                kubectl.run("delete", "pod", name, "--grace-period=0", "--force", "--wait=false");
            }
            Report.row(
                    COMMAND,
                    "apply to container running, image present",
                    Report.medianOf(whole, "ms"),
                    "p50 under 500 ms");
            Report.row(COMMAND, "of which kubectl itself", Report.medianOf(client, "ms"), "");
        }
    }
}
