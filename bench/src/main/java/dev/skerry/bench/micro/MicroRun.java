// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.micro;

import dev.skerry.bench.Report;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of this package, each in a process of its own, and prints their rows.
public final class MicroRun {
    private static final String COMMAND = "bench/run jmh";

    private MicroRun() {}

    /// @param arguments a pattern for the names of those to run; all without one
    public static void main(String[] arguments) throws Exception {
        var options = new OptionsBuilder()
                .include(arguments.length > 0 ? arguments[0] : "dev\\.skerry\\.bench\\.micro\\.")
                .mode(Mode.AverageTime)
                .forks(1)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(CpuTime.class)
                .addProfiler(GCProfiler.class)
                .jvmArgs(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED")
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult run : new Runner(options).run()) {
            print(run);
        }
    }

    private static void print(RunResult run) {
        var secondary = run.getSecondaryResults();
        Result<?> cpu = Objects.requireNonNull(secondary.get(CpuTime.LABEL), "the profiler for CPU time did not run");
        Result<?> allocated =
                Objects.requireNonNull(secondary.get("gc.alloc.rate.norm"), "the profiler for memory did not run");
        String name = run.getParams().getBenchmark().replace("dev.skerry.bench.micro.", "");
        Report.row(
                COMMAND,
                name,
                String.format(
                        Locale.ROOT,
                        "%.2f µs of CPU (± %.2f), %,.0f bytes allocated",
                        cpu.getScore(),
                        cpu.getScoreError(),
                        allocated.getScore()),
                "");
    }
}
