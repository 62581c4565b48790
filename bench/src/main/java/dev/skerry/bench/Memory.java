// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// What processes cost, from /proc.
///
/// @param residentKib pages in memory, shared ones counted in full, as `ps` shows them
/// @param proportionalKib pages in memory, a page shared by n processes counted as a n-th: these add up
public record Memory(long residentKib, long proportionalKib) {
    private static final Path PROC = Path.of("/proc");

    static Memory of(long pid) throws IOException {
        long resident = 0;
        long proportional = 0;
        for (String line : Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
                resident = kib(line);
            } else if (line.startsWith("Pss:")) {
                proportional = kib(line);
            }
        }
        return new Memory(resident, proportional);
    }

    /// Pages in memory of a process now.
    public static long residentKib(long pid) throws IOException {
        return of(pid).residentKib();
    }

    Memory plus(Memory other) {
        return new Memory(residentKib + other.residentKib, proportionalKib + other.proportionalKib);
    }

    String megabytes() {
        return residentKib / 1024 + " MB resident, " + proportionalKib / 1024 + " MB proportional";
    }

    /// All processes whose command line passes; those that end while we look are left out.
    static List<Long> pids(Predicate<String> commandLine) throws IOException {
        try (var processes = Files.list(PROC)) {
            return processes
                    .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(process -> commandLine.test(read(process.resolve("cmdline"))))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        }
    }

    /// CPU time of a process so far, user and system, in seconds.
    public static double cpuSeconds(long pid) throws IOException {
        return cpuSeconds(PROC.resolve(Long.toString(pid)));
    }

    /// CPU time that a JVM has spent on compiling so far: high in its first minute, next to nothing later.
    static double compilerSeconds(long pid) throws IOException {
        double seconds = 0;
        try (var threads = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            for (Path thread : threads.toList()) {
                if (read(thread.resolve("comm")).matches("C[12] CompilerThre.*\\s*")) {
                    seconds += cpuSeconds(thread);
                }
            }
        }
        return seconds;
    }

    private static double cpuSeconds(Path process) {
        String stat = read(process.resolve("stat"));
        // The second field is the name in brackets, which may hold anything; what we want is behind it.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        // Linux counts in hundredths of a second for user space, whatever its own clock runs at.
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static long kib(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
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
