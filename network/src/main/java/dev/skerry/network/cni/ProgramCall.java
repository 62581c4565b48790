// SPDX-License-Identifier: Apache-2.0
package dev.skerry.network.cni;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A short run of a plugin, `ip` or `nft`, and what it said.
record ProgramCall(int exitCode, String output, String errors) {
    private static final int OUTPUT_BYTES_MAX = 1 << 16;

    /// Runs a program to its end. Interrupting kills it.
    static ProgramCall run(List<String> command, Map<String, String> environment, String input)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        if (input.isEmpty()) {
            builder.redirectInput(new File("/dev/null"));
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!input.isEmpty()) {
                feed(process, input);
            }
            // One after the other: these programs write a page at most, less than a pipe holds.
            String output = text(process.getInputStream());
            String errors = text(process.getErrorStream());
            return new ProgramCall(process.waitFor(), output, errors);
        } finally {
            process.destroyForcibly();
        }
    }

    static ProgramCall run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), Map.of(), "");
    }

    boolean isSuccess() {
        return exitCode == 0;
    }

    /// All it said, for an error message.
    String said() {
        String text = errors.isBlank() ? output : errors;
        return text.isBlank() ? "exit code " + exitCode : text.strip();
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // It ended without reading; its exit code tells.
            return;
        }
    }

    private static String text(InputStream in) throws IOException {
        String text = new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
        in.skip(Long.MAX_VALUE);
        return text;
    }
}
