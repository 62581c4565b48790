// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import dev.skerry.clients.MissingInSkerry;
import dev.skerry.clients.command.Scenario.Step;
import dev.skerry.testkit.cluster.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a scenario's commands by bash in a folder of its own, with the programs to test first on its path.
///
/// @param names what the commands may refer to: `$NS`, `$IMAGE`
record Shell(Path folder, Path kubeconfig, Map<String, String> names) {
    private static final Duration REPEATED_FOR = Duration.ofSeconds(60);
    private static final Duration COMMAND_TAKES_AT_MOST = Duration.ofSeconds(90);

    /// What a command printed, errors among the rest, and how it ended.
    private record Ended(int exitCode, String printed) {
        boolean meets(Step step) {
            return exitCode == step.exitCode() && step.expected().isMetBy(printed);
        }
    }

    /// Makes the folder.
    ///
    /// @param programs by the name under which the commands call them
    static Shell in(Path folder, Map<String, Path> programs, Path kubeconfig, Map<String, String> names)
            throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        for (var program : programs.entrySet()) {
            Path caller = folder.resolve("bin").resolve(program.getKey());
            Files.writeString(caller, "#!/bin/sh\nexec %s \"$@\"\n".formatted(program.getValue()));
            Files.setPosixFilePermissions(caller, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return new Shell(folder, kubeconfig, names);
    }

    /// Runs all its commands; what Skerry is known to miss must fail.
    void run(Scenario scenario) throws Exception {
        try {
            for (Step step : scenario.steps()) {
                run(step);
            }
        } catch (AssertionError failed) {
            if (scenario.missing().isEmpty()) {
                throw failed;
            }
            throw new MissingInSkerry(scenario.missing());
        }
        if (!scenario.missing().isEmpty()) {
            throw new AssertionError("it works: its 'missing: " + scenario.missing() + "' can go");
        }
    }

    private void run(Step step) throws Exception {
        if (step.isRepeated()) {
            Await.untilAsserted(REPEATED_FOR, () -> runOnce(step));
        } else {
            runOnce(step);
        }
    }

    private void runOnce(Step step) throws Exception {
        var ended = execute(step.command());
        if (!ended.meets(step)) {
            throw new AssertionError("$ %s\nshould end with %d and print\n%s\n---- but ended with %d and printed\n%s"
                    .formatted(step.command(), step.exitCode(), step.expected(), ended.exitCode(), ended.printed()));
        }
    }

    private Ended execute(String command) throws Exception {
        // A file, not a pipe: what a command leaves running in the background must not hold us.
        Path output = Files.createTempFile(folder, "printed", "");
        var builder = new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.putAll(names);
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("HOME", kubeconfig.getParent().toString());
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        var process = builder.start();
        if (!process.waitFor(COMMAND_TAKES_AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("$ " + command + "\nhangs, and printed\n" + Files.readString(output));
        }
        String printed = Files.readString(output);
        Files.delete(output);
        return new Ended(process.exitValue(), printed);
    }
}
