// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.runtime.ContainerRuntime.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the kernel has counted for a control group. A kernel may be built or started without the counting of
/// memory, as those of small boards often are: that is zero then.
record CgroupUsage(CgroupFolders folders) {
    /// Empty if there is no such group, or nothing is counted for it.
    Optional<Usage> read(String group) {
        boolean isUnified = folders.isUnified();
        String cpu = isUnified
                ? text(folders.folder("cpu", group).resolve("cpu.stat"))
                : text(folders.folder("cpuacct", group).resolve("cpuacct.usage"));
        if (cpu.isEmpty()) {
            return Optional.empty();
        }
        Path memory = folders.folder("memory", group);
        String held = text(memory.resolve(isUnified ? "memory.current" : "memory.usage_in_bytes"));
        String details = text(memory.resolve("memory.stat"));
        return Optional.of(isUnified ? unified(cpu, held, details) : divided(cpu, held, details));
    }

    /// Version 2: times are microseconds.
    static Usage unified(String cpuStat, String memoryCurrent, String memoryStat) {
        return usage(field(cpuStat, "usage_usec") * 1000, number(memoryCurrent), field(memoryStat, "inactive_file"));
    }

    /// Version 1: the CPU time is one number, in nanoseconds.
    static Usage divided(String cpuUsage, String memoryUsage, String memoryStat) {
        return usage(number(cpuUsage), number(memoryUsage), field(memoryStat, "total_inactive_file"));
    }

    private static Usage usage(long cpuNanos, long memory, long idleFiles) {
        return new Usage(cpuNanos, memory, Math.max(0, memory - idleFiles));
    }

    /// The number behind a name, in lines of a name and a number.
    private static long field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> number(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static long number(String text) {
        String digits = text.strip();
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            // Not counted here, or the container has just ended.
            return "";
        }
    }
}
