// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// What a node with a hundred pods costs in CPU time: doing nothing, and when each of its pods is changed once.
public final class NodeLoad {
    private static final String COMMAND = "bench/run node";
    private static final String IMAGE = "skerry.local/bench/busybox:1";
    private static final int PODS = 100;
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private NodeLoad() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("bench");
            cluster.importBusybox(site.data(), IMAGE);
            var kubectl = cluster.kubectl();
            cluster.awaitReady(site);
            long agent = cluster.agent(site).pid();
            long server = cluster.server().pid();
            idle(agent, server, "no pods");
            kubectl.runWith(Workloads.pods("bench", IMAGE, PODS), "apply", "-f", "-");
            kubectl.run("wait", "--for=condition=Ready", "pods", "-l", "app=bench", "--timeout=300s");
            idle(agent, server, PODS + " pods");
            Report.row(COMMAND, "agent, " + PODS + " pods", Memory.of(agent).megabytes(), "");
            double before = Memory.cpuSeconds(agent);
            kubectl.run("annotate", "pods", "-l", "app=bench", "skerry.dev/bench=changed");
            SystemClock.CLOCK.sleep(SETTLE);
            Report.row(
                    COMMAND,
                    "agent's CPU for a change of each of " + PODS + " pods, and 20 s",
                    milliseconds(Memory.cpuSeconds(agent) - before),
                    "");
        }
    }

    private static void idle(long agent, long server, String what) throws Exception {
        SystemClock.CLOCK.sleep(SETTLE);
        double agentBefore = Memory.cpuSeconds(agent);
        double serverBefore = Memory.cpuSeconds(server);
        SystemClock.CLOCK.sleep(IDLE);
        double agentUsed = Memory.cpuSeconds(agent) - agentBefore;
        double serverUsed = Memory.cpuSeconds(server) - serverBefore;
        Report.row(COMMAND, "agent's CPU in an idle minute, " + what, milliseconds(agentUsed), "");
        Report.row(COMMAND, "server's CPU in an idle minute, " + what, milliseconds(serverUsed), "");
    }

    private static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
    }
}
