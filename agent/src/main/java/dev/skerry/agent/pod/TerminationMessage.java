// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.runtime.ContainerRuntime.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a container left behind to explain its end: the file it wrote, or the end of its log if it says so.
final class TerminationMessage {
    private static final int FILE_MAX = 4096;
    private static final int LOG_BYTES_MAX = 2048;
    private static final int LOG_LINES_MAX = 80;

    private TerminationMessage() {}

    /// Empty if there is none, or none that can be read: it explains, nothing depends on it.
    static String read(Path file, Path log, WantedContainer container, State.Exited exited) {
        try {
            String message = head(file);
            boolean fallsBack =
                    container.spec().at("terminationMessagePolicy").text().equals("FallbackToLogsOnError");
            if (message.isEmpty() && fallsBack && exited.exitCode() != 0) {
                return LogTail.text(log, LOG_LINES_MAX, LOG_BYTES_MAX);
            }
            return message;
        } catch (IOException failed) {
            return "Error reading termination message: " + failed.getMessage();
        }
    }

    private static String head(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var reader = new RandomAccessFile(file.toFile(), "r")) {
            byte[] head = new byte[(int) Math.min(FILE_MAX, reader.length())];
            reader.readFully(head);
            return new String(head, UTF_8);
        }
    }
}
