// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.peer.KubeApiserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Skerry's whole server and a kube-apiserver with its etcd, one after the other, some turns each, on the same disk,
/// under the same load of the same driver on the same cores: start, memory, and pod creates. Skerry's controllers and
/// scheduler hear of each pod; Kubernetes' are not even running.
public final class BesideKubernetes {
    private static final String COMMAND = "bench/run kubernetes";
    private static final int TURNS = 3;
    private static final int WARM_UP = 60_000;
    private static final int COUNTED = 20_000;
    /// Long enough for what is freed after start-up to go back to the system.
    private static final Duration SETTLE = Duration.ofSeconds(20);

    /// What one turn of one server gave.
    private record Figures(double startMillis, double idleMegabytes, double fullMegabytes, PodCreates creates) {}

    private BesideKubernetes() {}

    /// @param arguments where the kube-apiserver is
    public static void main(String[] arguments) throws Exception {
        var ours = new ArrayList<Figures>();
        var theirs = new ArrayList<Figures>();
        for (int turn = 0; turn < TURNS; turn++) {
            System.err.println("turn " + (turn + 1) + " of " + TURNS + ", some minutes each ...");
            theirs.add(kubernetes(Path.of(arguments[0])));
            ours.add(skerry());
        }
        report("kube-apiserver 1.36 and etcd", theirs);
        report("Skerry", ours);
        System.out.printf(
                Locale.ROOT,
                "creates per second: %.1f times; CPU per create: one %.1fth%n",
                median(ours, one -> one.creates().perSecond())
                        / median(theirs, one -> one.creates().perSecond()),
                median(theirs, one -> one.creates().cpuMicros())
                        / median(ours, one -> one.creates().cpuMicros()));
    }

    private static Figures kubernetes(Path program) throws Exception {
        try (var server = new KubeApiserver(program, Files.createTempDirectory("skerry-bench"))) {
            return measure(server.start().toMillis(), server.client(), List.of(server.pid(), server.etcdPid()));
        }
    }

    private static Figures skerry() throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (var cluster = Cluster.withoutNode(folder)) {
            cluster.stopServer();
            long from = SystemClock.CLOCK.nanos();
            cluster.startServer();
            double start = (SystemClock.CLOCK.nanos() - from) / 1e6;
            try (var administrator =
                    AdministratorClient.open(cluster.serverData().resolve("server"), cluster.address())) {
                return measure(
                        start, administrator.client(), List.of(cluster.server().pid()));
            }
        }
    }

    private static Figures measure(double start, KubeClient client, List<Long> processes) throws Exception {
        SystemClock.CLOCK.sleep(SETTLE);
        double idle = megabytes(processes);
        PodCreates.create(client, "warm", WARM_UP);
        PodCreates creates = PodCreates.measure(client, "load", COUNTED, processes);
        return new Figures(start, idle, megabytes(processes), creates);
    }

    private static double megabytes(List<Long> processes) throws IOException {
        double kib = 0;
        for (long process : processes) {
            kib += Memory.of(process).residentKib();
        }
        return kib / 1024;
    }

    private static void report(String name, List<Figures> turns) {
        row(name + ": from start to ready", "ms", turns, Figures::startMillis);
        row(name + ": resident memory, empty", "MB", turns, Figures::idleMegabytes);
        row(
                name + ": pod creates, 64 in flight, after " + WARM_UP,
                "per second",
                turns,
                one -> one.creates().perSecond());
        row(name + ": CPU per pod create", "µs", turns, one -> one.creates().cpuMicros());
        row(name + ": resident memory with " + (WARM_UP + COUNTED) + " pods", "MB", turns, Figures::fullMegabytes);
    }

    private static void row(String what, String unit, List<Figures> turns, ToDoubleFunction<Figures> figure) {
        Report.row(COMMAND, what, Report.medianOf(values(turns, figure), unit), "");
    }

    private static double median(List<Figures> turns, ToDoubleFunction<Figures> figure) {
        return Report.median(values(turns, figure));
    }

    private static double[] values(List<Figures> turns, ToDoubleFunction<Figures> figure) {
        return turns.stream().mapToDouble(figure).toArray();
    }
}
