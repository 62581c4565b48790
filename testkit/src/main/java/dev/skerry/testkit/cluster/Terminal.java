// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process at a terminal of its own, by util-linux' `script`, and what its screen showed.
public record Terminal(Process process, Path typescript) {
    /// Runs lines of shell at a terminal; `KUBECTL` in them stands for how that is called, `SCREEN` for the file
    /// with all that was shown.
    public static Terminal start(Path folder, Kubectl kubectl, String lines) throws IOException {
        Path program = Files.createTempFile(folder, "program", ".sh");
        Path screen = Files.createFile(Path.of(program + ".screen"));
        Files.writeString(
                program,
                lines.replace("KUBECTL", kubectl.binary() + " --kubeconfig " + kubectl.kubeconfig())
                        .replace("SCREEN", screen.toString()));
        var builder = new ProcessBuilder("script", "-qefc", "sh " + program, screen.toString());
        builder.environment().put("HOME", folder.toString());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Terminal(builder.start(), screen);
    }

    public String screen() throws IOException {
        return Files.readString(typescript, StandardCharsets.ISO_8859_1);
    }

    public void awaitScreen(String text) throws Exception {
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            if (!screen().contains(text)) {
                throw new AssertionError("the screen does not show \"" + text + "\" but:\n" + screen());
            }
        });
    }

    /// Presses Enter until the shell shows its prompt: the first one may have come before anybody was attached.
    public void awaitPrompt(String prompt) throws Exception {
        Await.untilAsserted(Cluster.PATIENCE, () -> {
            if (!screen().contains(prompt)) {
                type("");
                throw new AssertionError("the screen does not show \"" + prompt + "\" but:\n" + screen());
            }
        });
    }

    /// Types a line.
    public void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }
}
