// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.util.List;

/// One command of the program.
///
/// @param name as typed, several words with spaces between: `token create`
/// @param arguments names of what follows the flags, for the help: `FILE`
/// @param flags what it takes
/// @param action what it does
public record Command(String name, String summary, List<String> arguments, List<Flag> flags, Action action) {
    public Command {
        arguments = List.copyOf(arguments);
        flags = List.copyOf(flags);
    }

    /// What a command does with what the user said.
    @FunctionalInterface
    public interface Action {
        /// @return the exit code: 0 for success
        int run(Settings settings, Console console) throws Exception;
    }
}
