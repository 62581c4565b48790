// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// From the road being open again to the server knowing what happened meanwhile: a node is cut off for 30
/// seconds, in which one of its containers ends; measured is the time until the server shows that.
public final class LinkReturn {
    private static final String COMMAND = "bench/run link";
    private static final String IMAGE = "skerry.local/bench/busybox:1";
    private static final int RUNS = 5;
    private static final Duration OUTAGE = Duration.ofSeconds(30);

    private LinkReturn() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            var site = cluster.addAgent("bench");
            cluster.importBusybox(site.data(), IMAGE);
            var kubectl = cluster.kubectl();
            cluster.awaitReady(site);
            var millis = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                String name = "ends-" + i;
                String manifest = Workloads.pod("ends", name, IMAGE)
                        .replace("\"100000\"", "\"15\"")
                        .replace("spec:", "spec:\n  restartPolicy: Never");
                kubectl.runWith(manifest, "apply", "-f", "-");
                kubectl.run("wait", "--for=condition=Ready", "pod/" + name, "--timeout=60s");
                site.link().cut();
                SystemClock.CLOCK.sleep(OUTAGE);
                site.link().mend();
                long from = SystemClock.CLOCK.nanos();
                kubectl.run("wait", "--for=jsonpath={.status.phase}=Succeeded", "pod/" + name, "--timeout=60s");
                millis[i] = (SystemClock.CLOCK.nanos() - from) / 1e6;
            }
            Report.row(COMMAND, "link back to status converged", Report.medianOf(millis, "ms"), "2,000 ms");
        }
    }
}
