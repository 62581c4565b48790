// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The differences that we know of, each with its reason: lines of `step | path | reason`, where `*` stands for
/// anything.
final class KnownDifferences {
    record Known(String step, String path, String reason) {
        private boolean covers(Difference difference) {
            return matches(step, difference.step()) && matches(path, difference.path());
        }

        private static boolean matches(String pattern, String text) {
            String[] parts = pattern.split("\\*", -1);
            var expression = new StringBuilder();
            for (int i = 0; i < parts.length; i++) {
                expression.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
            }
            return text.matches("(?s)" + expression);
        }
    }

    private final List<Known> all = new ArrayList<>();
    private final Set<Known> met = new LinkedHashSet<>();

    static KnownDifferences parse(String text) {
        var known = new KnownDifferences();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split(" \\| ", 3);
            known.all.add(new Known(parts[0].strip(), parts[1].strip(), parts[2].strip()));
        });
        return known;
    }

    /// Whether a difference is one of them, which is noted.
    boolean explains(Difference difference) {
        var covering = all.stream().filter(known -> known.covers(difference)).findFirst();
        covering.ifPresent(met::add);
        return covering.isPresent();
    }

    List<Known> met() {
        return List.copyOf(met);
    }

    /// Those that were not met: mended, or not to be seen in every run.
    List<Known> stale() {
        return all.stream().filter(known -> !met.contains(known)).toList();
    }
}
