// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/// Prints rows for RESULTS.md.
public final class Report {
    private Report() {}

    /// One row.
    public static void row(String command, String what, String value, String aim) {
        System.out.println("| " + LocalDate.ofInstant(SystemClock.CLOCK.now(), ZoneOffset.UTC) + " | `" + command
                + "` | " + what + " | " + value + " | " + aim + " |");
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static String medianOf(double[] values, String unit) {
        return String.format(
                java.util.Locale.ROOT,
                "%.0f %s (%.0f to %.0f, %d runs)",
                median(values),
                unit,
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(0),
                values.length);
    }
}
