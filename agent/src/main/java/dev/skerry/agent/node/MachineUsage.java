// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What this machine has used and holds, all programs together.
///
/// @param cpuNanos CPU time since it started
/// @param memoryBytes all that is not free
/// @param workingSetBytes without cached files that nobody has used lately
public record MachineUsage(long cpuNanos, long memoryBytes, long workingSetBytes) {
    /// Linux shows times to programs in hundredths of a second, whatever it counts in.
    private static final long TICK_NANOS = 10_000_000;

    /// In the kernel's order: user, nice, system, idle, waiting for disks, two kinds of interrupts, stolen.
    private static final int IDLE = 3;

    private static final int WAITING = 4;
    private static final int LAST = 7;

    /// What cannot be read is zero.
    public static MachineUsage read() {
        return of(text("/proc/stat"), text("/proc/meminfo"));
    }

    static MachineUsage of(String stat, String meminfo) {
        long memory = Math.max(0, bytes(meminfo, "MemTotal:") - bytes(meminfo, "MemFree:"));
        return new MachineUsage(
                ticks(stat) * TICK_NANOS, memory, Math.max(0, memory - bytes(meminfo, "Inactive(file):")));
    }

    private static long ticks(String stat) {
        String line =
                stat.lines().filter(one -> one.startsWith("cpu ")).findFirst().orElse("");
        long[] counts = Arrays.stream(line.split(" +", -1))
                .skip(1)
                .filter(word -> word.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .toArray();
        long sum = 0;
        for (int i = 0; i < counts.length && i <= LAST; i++) {
            sum += i == IDLE || i == WAITING ? 0 : counts[i];
        }
        return sum;
    }

    private static long bytes(String meminfo, String name) {
        return meminfo.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(digits -> Long.parseLong(digits) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException _) {
            // Told as nothing.
            return "";
        }
    }
}
