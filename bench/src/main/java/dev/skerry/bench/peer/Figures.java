// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.peer;

import dev.skerry.bench.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// What was measured of one contender, several times; the rows give medians.
final class Figures {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void note(String what, double value) {
        values.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
    }

    double median(String what) {
        double[] sorted = Objects.requireNonNull(values.get(what), what).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    void print(String contender) {
        values.forEach((what, all) -> {
            double[] each =
                    all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            String range = String.format(
                    Locale.ROOT,
                    "%,.0f (%,.0f to %,.0f, %d times)",
                    each[each.length / 2],
                    each[0],
                    each[each.length - 1],
                    each.length);
            Report.row(SideBySide.COMMAND, contender + ": " + what, range, "");
        });
    }
}
