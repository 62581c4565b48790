// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Commands and what they print, read from a text file:
///
/// ```
/// ## a ConfigMap is made
/// $ kubectl create configmap greeting --from-literal=text=one
/// configmap/greeting created
/// ```
///
/// `## ` begins a scenario; `from: 1.31` under it says that older kubectls do not have the command. `$ ` begins
/// a line for bash, `~ ` one that is repeated until it prints what it should, and `> ` continues either. What
/// follows is what it prints ([Expectation]), and `[1]` at the end is an exit code that is not 0. Lines that
/// stand before the first command are remarks.
/// `missing: REASON` says that Skerry does not do it yet: the scenario must fail then, so that the line goes when
/// it does.
record Scenario(String title, String from, String missing, List<Step> steps) {
    /// One command, what it prints, and how it ends.
    record Step(String command, boolean isRepeated, Expectation expected, int exitCode) {}

    private static final String ALL = "1.0";

    /// All scenarios of a folder's files, in their order.
    static List<Scenario> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Scenario> read(Path file) {
        var scenarios = new ArrayList<Scenario>();
        try {
            for (String part : Files.readString(file).split("(?m)^## ", -1)) {
                if (scenarios.isEmpty() && part.strip().lines().allMatch(line -> line.startsWith("#"))) {
                    continue;
                }
                scenarios.add(parse(part.lines().toList()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return scenarios;
    }

    private static Scenario parse(List<String> lines) {
        String from = ALL;
        String missing = "";
        var steps = new ArrayList<Step>();
        var command = new ArrayList<String>();
        var printed = new ArrayList<String>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("from: ")) {
                from = line.substring("from: ".length());
            } else if (line.startsWith("missing: ")) {
                missing = line.substring("missing: ".length());
            } else if (line.startsWith("$ ") || line.startsWith("~ ")) {
                finish(command, printed, steps);
                command.add(line);
            } else if (line.startsWith("> ") && printed.isEmpty()) {
                command.add(line.substring(2));
            } else if (!command.isEmpty()) {
                printed.add(line);
            }
        }
        finish(command, printed, steps);
        return new Scenario(lines.getFirst().strip(), from, missing, List.copyOf(steps));
    }

    private static void finish(List<String> command, List<String> printed, List<Step> steps) {
        if (command.isEmpty()) {
            return;
        }
        while (!printed.isEmpty() && printed.getLast().isBlank()) {
            printed.removeLast();
        }
        int exitCode = 0;
        if (!printed.isEmpty() && printed.getLast().matches("\\[\\d+]")) {
            exitCode = Integer.parseInt(printed.removeLast().replaceAll("[\\[\\]]", ""));
        }
        String script = String.join("\n", command).substring(2);
        boolean isRepeated = command.getFirst().startsWith("~ ");
        steps.add(new Step(script, isRepeated, new Expectation(List.copyOf(printed)), exitCode));
        command.clear();
        printed.clear();
    }

    @Override
    public String toString() {
        return title;
    }
}
