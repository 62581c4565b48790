// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.peer;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.bench.Memory;
import dev.skerry.bench.PodCreates;
import dev.skerry.bench.Report;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The load of `bench/run creates` against Skerry and against kube-apiserver with its etcd, in turns, from empty to
/// eighty thousand pods: creates per second, what each process spends on one, and what they keep in memory. The first
/// sixty thousand only warm up. Skerry's process holds controllers and a scheduler as well, the peer's do not.
public final class SideBySide {
    static final String COMMAND = "bench/run peer";

    private static final String CREATES = "pod creates per second, 64 in flight, durable, over TLS";
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final int ROUNDS = 2;
    private static final int BLOCK = 10_000;
    private static final int BLOCKS = 8;
    private static final int WARM_UP_BLOCKS = 6;
    private static final int LISTS = 3;
    private static final int STARTS = 2;
    /// Long enough for what is freed to go back to the system.
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private SideBySide() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        var ours = new Figures();
        var theirs = new Figures();
        for (int round = 1; round <= ROUNDS; round++) {
            try (var peer = Contender.kubeApiServer(folder.resolve("peer-" + round))) {
                measure(peer, theirs);
            }
            try (var skerry = Contender.skerry(folder.resolve("skerry-" + round))) {
                measure(skerry, ours);
            }
        }
        ours.print("Skerry");
        theirs.print("kube-apiserver and etcd");
        Report.row(
                COMMAND,
                "creates per second, Skerry to kube-apiserver",
                String.format(Locale.ROOT, "%.1f times as many", ours.median(CREATES) / theirs.median(CREATES)),
                "five times");
    }

    private static void measure(Contender contender, Figures figures) throws Exception {
        for (int i = 0; i < STARTS; i++) {
            long from = SystemClock.CLOCK.nanos();
            contender.restart();
            figures.note("milliseconds from start to ready", (SystemClock.CLOCK.nanos() - from) / 1e6);
        }
        SystemClock.CLOCK.sleep(SETTLE);
        double idle = noteMemory(contender, figures, "idle");
        for (int block = 1; block <= BLOCKS; block++) {
            createBlock(contender, figures, block);
            if (block == 1 || block == BLOCKS) {
                SystemClock.CLOCK.sleep(SETTLE);
                double now = noteMemory(contender, figures, "with " + block * BLOCK + " pods");
                figures.note("KB of memory for each of " + block * BLOCK + " pods", (now - idle) / (block * BLOCK));
            }
            if (block == 1) {
                list(contender, figures);
            }
        }
    }

    private static double noteMemory(Contender contender, Figures figures, String when) throws Exception {
        double all = 0;
        for (Contender.Part part : contender.parts()) {
            double kib = Memory.residentKib(part.pid());
            all += kib;
            figures.note("MB resident " + when + ", " + part.name(), kib / 1024);
        }
        return all;
    }

    private static void createBlock(Contender contender, Figures figures, int block) throws Exception {
        List<Long> processes =
                contender.parts().stream().map(Contender.Part::pid).toList();
        PodCreates creates = PodCreates.measure(contender.client(), "block-" + block, BLOCK, processes);
        if (block > WARM_UP_BLOCKS) {
            figures.note(CREATES, creates.perSecond());
            figures.note("µs of CPU for a create, of all processes", creates.cpuMicros());
            figures.note("µs of a JVM's compilers beside it", creates.compilerMicros());
        }
    }

    private static void list(Contender contender, Figures figures) throws Exception {
        var parts = contender.parts();
        KubeClient client = contender.client();
        for (int i = 0; i < LISTS; i++) {
            double before = 0;
            double after = 0;
            for (Contender.Part part : parts) {
                before += Memory.cpuSeconds(part.pid());
            }
            client.list(KubeClient.Scope.all(PODS));
            for (Contender.Part part : parts) {
                after += Memory.cpuSeconds(part.pid());
            }
            figures.note("ms of CPU to list " + BLOCK + " pods as JSON", (after - before) * 1e3);
        }
    }
}
