// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// docs/reference/commands.md is what the table of commands says. `-Drewrite=true` writes it anew.
class CommandReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/commands.md");

    @Test
    void thePageSaysWhatTheProgramTakes() throws Exception {
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static String page() {
        var page = new StringBuilder("""
                # Commands and flags

                Every flag can also stand in the configuration file (`--config`) under its name, and in the environment as
                `SKERRY_` and its name in capitals: `--node-name` is `node-name:` and `SKERRY_NODE_NAME`. The command line
                wins, then the environment, then the file. A mistake ends with exit code 2 and one sentence that says what
                to do; anything else that goes wrong with exit code 1.
                """);
        for (Command command : Main.commands()) {
            page.append("\n## skerry ").append(command.name());
            command.arguments().forEach(argument -> page.append(' ').append(argument));
            page.append("\n\n").append(command.summary()).append('\n');
            if (!command.flags().isEmpty()) {
                page.append("\n| flag | default | |\n|---|---|---|\n");
                command.flags().forEach(flag -> page.append(row(flag)));
            }
        }
        return page.toString();
    }

    private static String row(Flag flag) {
        String letter = flag.hasLetter() ? "`-" + flag.letter() + "`, " : "";
        String value = flag.value().isEmpty() ? "" : " " + flag.value();
        String fallback = flag.fallback().isEmpty() ? "" : "`" + flag.fallback() + "`";
        return "| " + letter + "`--" + flag.name() + value + "` | " + fallback + " | " + flag.help() + " |\n";
    }
}
