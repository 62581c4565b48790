// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a command should print: line by line, where `...` alone stands for any lines, `*` for any text within
/// one, and a line that begins with `? ` may be missing. How many blanks there are between words does not
/// matter, since the widths of columns follow their contents.
record Expectation(List<String> lines) {
    boolean isMetBy(String printed) {
        return matches(lines, tidy(printed));
    }

    private static List<String> tidy(String text) {
        return text.stripTrailing().isEmpty()
                ? List.of()
                : text.stripTrailing().lines().map(Expectation::squeeze).toList();
    }

    private static boolean matches(List<String> wanted, List<String> seen) {
        if (wanted.isEmpty()) {
            return seen.isEmpty();
        }
        String first = wanted.getFirst();
        var others = wanted.subList(1, wanted.size());
        if (first.equals("...")) {
            return others.isEmpty()
                    || matches(others, seen)
                    || !seen.isEmpty() && matches(wanted, seen.subList(1, seen.size()));
        }
        boolean isOptional = first.startsWith("? ");
        if (isOptional && matches(others, seen)) {
            return true;
        }
        String pattern = isOptional ? first.substring(2) : first;
        return !seen.isEmpty() && fits(pattern, seen.getFirst()) && matches(others, seen.subList(1, seen.size()));
    }

    private static boolean fits(String pattern, String line) {
        String regex = Pattern.compile("\\*")
                .splitAsStream(squeeze(pattern) + " ")
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return (line + " ").matches(regex);
    }

    private static String squeeze(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
