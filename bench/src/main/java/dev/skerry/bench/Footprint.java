// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Memory and start-up: a server with no workload; an agent connected with no pods and with ten; the whole
/// node with ten pods (agent, and a conmon for each container; the containers' own processes are the
/// workload's).
public final class Footprint {
    private static final String COMMAND = "bench/run footprint";
    private static final String IMAGE = "skerry.local/bench/busybox:1";
    private static final int STARTS = 5;
    /// Long enough for what is freed after start-up to go back to the system.
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private Footprint() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            SystemClock.CLOCK.sleep(SETTLE);
            Report.row(
                    COMMAND,
                    "server, no workload",
                    Memory.of(cluster.server().pid()).megabytes(),
                    "160 MB, under 220");
            starts(cluster);
            node(cluster);
        }
    }

    private static void starts(Cluster cluster) throws Exception {
        var millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            cluster.stopServer();
            long from = SystemClock.CLOCK.nanos();
            cluster.startServer();
            millis[i] = (SystemClock.CLOCK.nanos() - from) / 1e6;
        }
        Report.row(COMMAND, "server, from start to ready", Report.medianOf(millis, "ms"), "2,000 ms");
    }

    private static void node(Cluster cluster) throws Exception {
        var site = cluster.addAgent("bench");
        var kubectl = cluster.kubectl();
        cluster.awaitReady(site);
        SystemClock.CLOCK.sleep(SETTLE);
        long agent = cluster.agent(site).pid();
        Report.row(COMMAND, "agent, connected, no pods", Memory.of(agent).megabytes(), "under 80 MB");
        cluster.importBusybox(site.data(), IMAGE);
        kubectl.runWith(Workloads.pods("bench", IMAGE, 10), "apply", "-f", "-");
        kubectl.run("wait", "--for=condition=Ready", "pods", "-l", "app=bench", "--timeout=120s");
        SystemClock.CLOCK.sleep(SETTLE);
        Report.row(COMMAND, "agent, connected, 10 pods", Memory.of(agent).megabytes(), "under 80 MB");
        var node = Memory.of(agent);
        for (long monitor : Memory.pids(
                line -> line.contains("conmon\0") && line.contains(site.data().toString()))) {
            node = node.plus(Memory.of(monitor));
        }
        Report.row(COMMAND, "whole node, 10 pods", node.megabytes(), "96 MB");
    }
}
