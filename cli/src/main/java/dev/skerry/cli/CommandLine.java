// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The table of commands in the form of the library that parses command lines and writes help.
final class CommandLine {
    private final picocli.CommandLine parser;
    private final Map<String, Command> commands = new HashMap<>();

    CommandLine(List<Command> table) {
        var root = CommandSpec.create().name("skerry");
        root.usageMessage()
                .description("Kubernetes for fleets of small machines far away.")
                .footer("", "See also: README.md, docs/ and https://kubernetes.io/docs for the API.");
        root.addOption(help());
        for (Command command : table) {
            commands.put("skerry " + command.name(), command);
            add(root, command);
        }
        parser = new picocli.CommandLine(root);
        parser.setUsageHelpWidth(100);
    }

    /// What the user asked for.
    sealed interface Parsed {
        /// @param given flags by name, and what followed them
        record Run(Command command, Map<String, List<String>> given, List<String> arguments) implements Parsed {}

        record Help(String text) implements Parsed {}
    }

    Parsed parse(String[] arguments) {
        try {
            var result = parser.parseArgs(arguments);
            while (!result.isUsageHelpRequested() && result.hasSubcommand()) {
                result = result.subcommand();
            }
            var spec = result.commandSpec();
            var command = commands.get(spec.qualifiedName());
            if (result.isUsageHelpRequested() || command == null) {
                return new Parsed.Help(spec.commandLine().getUsageMessage());
            }
            return new Parsed.Run(command, given(command, result), positional(result));
        } catch (ParameterException wrong) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            throw new UsageException(sentence(String.valueOf(wrong.getMessage())) + " See '" + name + " --help'.");
        }
    }

    private static void add(CommandSpec root, Command command) {
        var parent = root;
        var words = command.name().split(" ", -1);
        for (int i = 0; i < words.length - 1; i++) {
            var known = parent.subcommands().get(words[i]);
            if (known == null) {
                var group = CommandSpec.create().name(words[i]);
                group.usageMessage().description("Commands: see below.");
                group.addOption(help());
                parent.addSubcommand(words[i], group);
                parent = group;
            } else {
                parent = known.getCommandSpec();
            }
        }
        parent.addSubcommand(words[words.length - 1], spec(words[words.length - 1], command));
    }

    private static CommandSpec spec(String name, Command command) {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage().description(command.summary());
        spec.addOption(help());
        for (Flag flag : command.flags()) {
            spec.addOption(option(flag));
        }
        for (int i = 0; i < command.arguments().size(); i++) {
            spec.addPositional(PositionalParamSpec.builder()
                    .paramLabel(command.arguments().get(i))
                    .index(Integer.toString(i))
                    .arity("1")
                    .required(true)
                    .type(String.class)
                    .build());
        }
        return spec;
    }

    private static OptionSpec option(Flag flag) {
        String fallback = flag.fallback().isEmpty() ? "" : " (default " + flag.fallback() + ")";
        String[] names = flag.hasLetter()
                ? new String[] {"-" + flag.letter(), "--" + flag.name()}
                : new String[] {"--" + flag.name()};
        // "%" begins a format in the library's texts.
        var builder = OptionSpec.builder(names).description((flag.help() + fallback).replace("%", "%%"));
        return switch (flag.kind()) {
            case SWITCH ->
                builder.type(boolean.class).arity("0..1").fallbackValue("true").build();
            case SINGLE ->
                builder.type(String.class).arity("1").paramLabel(flag.value()).build();
            case LIST ->
                builder.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("1")
                        .splitRegex(",")
                        .paramLabel(flag.value())
                        .build();
        };
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this.")
                .build();
    }

    private static Map<String, List<String>> given(Command command, ParseResult result) {
        var given = new HashMap<String, List<String>>();
        for (Flag flag : command.flags()) {
            String option = "--" + flag.name();
            if (result.hasMatchedOption(option)) {
                given.put(
                        flag.name(),
                        switch (flag.kind()) {
                            case SWITCH -> List.of(String.valueOf(result.matchedOptionValue(option, Boolean.TRUE)));
                            case SINGLE -> List.of(result.matchedOptionValue(option, ""));
                            case LIST -> result.matchedOptionValue(option, List.<String>of());
                        });
            }
        }
        return given;
    }

    private static List<String> positional(ParseResult result) {
        return result.matchedPositionals().stream()
                .flatMap(positional -> positional.stringValues().stream())
                .toList();
    }

    private static String sentence(String message) {
        String text = message.strip();
        return text.endsWith(".") ? text : text + ".";
    }
}
