// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real program in a process of its own, started by its launcher as a user would. What it prints is
/// collected in a file, whose end is part of every failure.
public final class SkerryProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final Process process;
    private final Path log;

    private SkerryProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts `skerry ARGUMENTS…`.
    ///
    /// @param before words before the program, such as `ip netns exec NAME`
    public static SkerryProcess start(List<String> before, Path log, List<String> arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.add(Checkout.launcher().toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SKERRY_LIB", Checkout.built().toString());
        return new SkerryProcess(builder.start(), log);
    }

    /// Runs a command of the program to its end; what it printed.
    public static String run(List<String> before, List<String> arguments) throws Exception {
        Path log = Files.createTempFile("skerry", ".log");
        try (var running = start(before, log, arguments)) {
            if (!running.process.waitFor(60, TimeUnit.SECONDS) || running.process.exitValue() != 0) {
                throw new AssertionError("skerry " + String.join(" ", arguments) + " failed:\n" + running.printed());
            }
            return running.printed();
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /// Waits until a line that starts with `start` was printed since the process began; that line.
    public String awaitLine(String start) throws Exception {
        Await.until("a line '" + start + "…' of\n" + printed(), READY_WITHIN, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the process ended with code " + process.exitValue() + ":\n" + printed());
            }
            return printed().lines().anyMatch(line -> line.startsWith(start));
        });
        return printed()
                .lines()
                .filter(line -> line.startsWith(start))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    public String printed() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until the process has ended by itself; at most a minute.
    public void awaitEnd() throws InterruptedException {
        if (!process.waitFor(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " does not end");
        }
    }

    /// `kill -9`: nothing in the process runs any more.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Asks it to stop, and makes it stop if it does not.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
