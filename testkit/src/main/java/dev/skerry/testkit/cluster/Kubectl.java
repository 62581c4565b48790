// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real kubectl.
///
/// @param home a folder for its caches, so that tests do not meet each other's discovery
public record Kubectl(Path binary, Path kubeconfig, Path home) {
    /// What a call ended with.
    public record Result(int exitCode, String out, String err) {
        public boolean isSuccess() {
            return exitCode == 0;
        }
    }

    /// Every kubectl this machine has, oldest first.
    public static List<Path> installed() {
        try {
            var process = new ProcessBuilder(
                            Checkout.root().resolve("scripts/kubectl").toString(), "--all")
                    .start();
            String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return found.lines().map(Path::of).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /// Runs and must succeed; its standard output.
    public String run(String... arguments) throws Exception {
        var result = tryRun("", arguments);
        if (!result.isSuccess()) {
            throw new AssertionError(binary.getFileName() + " " + String.join(" ", arguments) + " ended with "
                    + result.exitCode() + ":\n" + result.out() + result.err());
        }
        return result.out();
    }

    /// Runs with something on its standard input, and must succeed.
    public String runWith(String input, String... arguments) throws Exception {
        var result = tryRun(input, arguments);
        if (!result.isSuccess()) {
            throw new AssertionError(binary.getFileName() + " " + String.join(" ", arguments) + " ended with "
                    + result.exitCode() + ":\n" + result.out() + result.err());
        }
        return result.out();
    }

    public Json json(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.add("-o");
        all.add("json");
        return JsonReader.read(run(all.toArray(String[]::new)));
    }

    public Result tryRun(String input, String... arguments) throws Exception {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        try {
            var process = start(out, err, arguments);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(binary.getFileName() + " " + String.join(" ", arguments) + " hangs:\n"
                        + Files.readString(out) + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /// Starts one that goes on: `logs -f`, `get -w`.
    public Process start(Path out, Path err, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(binary.toString(), "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }
}
