// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A short run of another program and what it said.
///
/// @param output at most [#OUTPUT_BYTES_MAX] bytes of its standard output
/// @param errors the same of its standard error
record ProgramCall(int exitCode, String output, String errors) {
    private static final int OUTPUT_BYTES_MAX = 1 << 16;

    /// Runs a program to its end. Interrupting kills it.
    static ProgramCall run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            // One after the other: the programs called here write a line or two, far less than a pipe holds.
            String output = text(process.getInputStream());
            String errors = text(process.getErrorStream());
            return new ProgramCall(process.waitFor(), output, errors);
        } finally {
            process.destroyForcibly();
        }
    }

    static ProgramCall run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    boolean isSuccess() {
        return exitCode == 0;
    }

    /// What went wrong in words: the message out of a runtime's last log line, or all it said.
    static String reason(String errors) {
        int start = errors.lastIndexOf("msg=\"");
        if (start < 0) {
            return errors.strip();
        }
        var message = new StringBuilder();
        for (int i = start + 5; i < errors.length() && errors.charAt(i) != '"'; i++) {
            boolean isEscape = errors.charAt(i) == '\\' && i + 1 < errors.length();
            message.append(errors.charAt(isEscape ? ++i : i));
        }
        return message.toString();
    }

    private static String text(InputStream in) throws IOException {
        String text = new String(in.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
        in.skip(Long.MAX_VALUE);
        return text;
    }
}
