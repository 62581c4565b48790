// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real kubectl, the newest of the machine, that speaks to a test's server.
final class KubectlProcess {
    private final String binary;
    private final String address;
    private final Path home;

    record Result(int code, String text) {}

    /// @param home an empty folder, for what kubectl remembers
    KubectlProcess(String address, Path home) throws IOException, InterruptedException {
        var process = new ProcessBuilder(root().resolve("scripts/kubectl").toString()).start();
        this.binary = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        this.address = address;
        this.home = home;
    }

    /// Starts it; what it says goes to one place.
    Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(binary, "--server=" + address));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("KUBECONFIG");
        return builder.start();
    }

    Result runWith(String input, String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        try (var in = process.getOutputStream()) {
            in.write(input.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), text);
    }

    /// What it says, if all went well.
    String run(String... arguments) throws IOException, InterruptedException {
        return feed("", arguments);
    }

    /// What it says to an input, if all went well.
    String feed(String input, String... arguments) throws IOException, InterruptedException {
        Result result = runWith(input, arguments);
        assertThat(result.code()).as(result.text()).isZero();
        return result.text();
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("scripts/kubectl"))) {
            here = here.getParent();
        }
        return here;
    }
}
