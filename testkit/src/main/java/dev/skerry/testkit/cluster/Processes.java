// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Processes of this machine, as /proc shows them: what really runs, whatever any status says.
public final class Processes {
    private Processes() {}

    /// The first process in the cgroup of a container.
    public static Optional<Long> inContainer(String container) throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(process -> read(process.resolve("cgroup")).contains(container)
                            && !read(process.resolve("comm")).startsWith("conmon"))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .sorted()
                    .findFirst();
        }
    }

    /// How many processes have this word as an argument of its own.
    public static long marked(String word) throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(process -> read(process.resolve("cmdline")).endsWith("\0" + word + "\0"))
                    .filter(process -> read(process.resolve("cmdline")).startsWith("sh\0"))
                    .count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            // The process ended while we looked.
            return "";
        }
    }
}
