// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text file of commands and what happened: lines of commands, `----`, the result, an empty line.
/// A line that begins with `#` tells the reader what is going on.
///
/// Run with `-Dtest.arguments=-Dscenario.rewrite=true` to write what happens now into the files, and read
/// the difference.
public final class Scenario {
    /// One command: `scale web 3 strategy=Recreate`.
    public record Command(String verb, List<String> words, Map<String, String> options) {
        static Command parse(String line) {
            List<String> parts = Arrays.asList(line.strip().split("\\s+"));
            var options = new LinkedHashMap<String, String>();
            var words = new ArrayList<String>();
            for (String part : parts.subList(1, parts.size())) {
                int equals = part.indexOf('=');
                if (equals > 0) {
                    options.put(part.substring(0, equals), part.substring(equals + 1));
                } else {
                    words.add(part);
                }
            }
            return new Command(parts.getFirst(), words, options);
        }

        public String word(int index) {
            return words.get(index);
        }

        public String option(String name, String fallback) {
            return options.getOrDefault(name, fallback);
        }
    }

    /// Does a command and tells what happened, or nothing.
    public interface Actor {
        String act(Command command) throws Exception;
    }

    private Scenario() {}

    public static void play(Path file, Actor actor) throws Exception {
        var written = new StringBuilder();
        var commands = new ArrayList<String>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.equals("----")) {
                written.append(line).append('\n');
                if (!line.isBlank() && !line.startsWith("#")) {
                    commands.add(line);
                }
                continue;
            }
            written.append("----\n").append(results(commands, actor));
            commands.clear();
            while (i + 1 < lines.size() && !lines.get(i + 1).isBlank()) {
                i++;
            }
        }
        compare(file, lines, written.toString());
    }

    private static String results(List<String> commands, Actor actor) throws Exception {
        var results = new StringBuilder();
        for (String command : commands) {
            String result = actor.act(Command.parse(command)).strip();
            if (!result.isEmpty()) {
                results.append(result).append('\n');
            }
        }
        return results.isEmpty() ? "(nothing)\n" : results.toString();
    }

    private static void compare(Path file, List<String> lines, String written) throws IOException {
        if (Boolean.getBoolean("scenario.rewrite")) {
            Files.writeString(file, written);
            return;
        }
        assertThat(written).as(file.toString()).isEqualTo(String.join("\n", lines) + "\n");
    }
}
