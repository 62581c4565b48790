// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.api.codec.DecodeException;
import dev.skerry.api.codec.YamlReader;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonBoolean;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonNumber;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts together what the user wants: the command line first, then the environment (`SKERRY_TOKEN`), then
/// the file of flags and the files of its `.d` folder in alphabetical order (a later file wins; a key that
/// ends in `+` adds to a list), then the fallbacks. A key that is no flag is an error, not a surprise.
final class SettingsReader {
    static final String CONFIG = "config";
    static final Path CONFIG_DEFAULT = Path.of("/etc/skerry/config.yaml");

    private final Map<String, String> environment;
    private final Path configDefault;

    SettingsReader(Map<String, String> environment, Path configDefault) {
        this.environment = environment;
        this.configDefault = configDefault;
    }

    Settings read(Command command, Map<String, List<String>> given, List<String> arguments) {
        var values = new HashMap<String, List<String>>();
        for (Flag flag : command.flags()) {
            if (!flag.fallback().isEmpty()) {
                values.put(flag.name(), List.of(flag.fallback()));
            }
        }
        if (command.flags().stream().anyMatch(flag -> flag.name().equals(CONFIG))) {
            values.putAll(fromFiles(command, given));
        }
        for (Flag flag : command.flags()) {
            String value = environment.get(flag.variable());
            if (value != null && !value.isEmpty()) {
                values.put(flag.name(), flag.kind() == Flag.Kind.LIST ? List.of(value.split(",", -1)) : List.of(value));
            }
        }
        values.putAll(given);
        return new Settings(values, arguments);
    }

    private Map<String, List<String>> fromFiles(Command command, Map<String, List<String>> given) {
        var values = new HashMap<String, List<String>>();
        List<String> asked = given.getOrDefault(CONFIG, List.of());
        Path main = asked.isEmpty() ? configDefault : Path.of(asked.getLast());
        if (Files.exists(main)) {
            merge(command, main, values);
        } else if (!asked.isEmpty()) {
            throw new UsageException(
                    "--config names " + main + ", which does not exist. Create it or leave the flag out.");
        }
        for (Path extra : folder(Path.of(main + ".d"))) {
            merge(command, extra, values);
        }
        return values;
    }

    private static List<Path> folder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UsageException("cannot list " + folder + ": " + failed.getMessage() + ".");
        }
    }

    private static void merge(Command command, Path file, Map<String, List<String>> values) {
        tree(file).forEach((key, value) -> {
            boolean isAdded = key.endsWith("+");
            String name = isAdded ? key.substring(0, key.length() - 1) : key;
            var flag = command.flags().stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new UsageException(file + " sets \"" + name + "\", which is no flag of 'skerry "
                            + command.name() + "'. Remove it, or see 'skerry " + command.name() + " --help'."));
            var texts = texts(file, flag, value);
            var all = new ArrayList<>(isAdded ? values.getOrDefault(name, List.of()) : List.<String>of());
            all.addAll(texts);
            values.put(name, List.copyOf(all));
        });
    }

    private static JsonObject tree(Path file) {
        try {
            return switch (YamlReader.read(Files.readAllBytes(file))) {
                case JsonObject object -> object;
                case JsonNull _ -> JsonObject.EMPTY;
                case JsonArray _, JsonString _, JsonNumber _, JsonBoolean _ ->
                    throw new UsageException(file + " must hold flags as \"name: value\" lines.");
            };
        } catch (IOException failed) {
            throw new UsageException("cannot read " + file + ": " + failed.getMessage() + ".");
        } catch (DecodeException malformed) {
            throw new UsageException(file + " is not YAML: "
                    + String.valueOf(malformed.getMessage()).lines().findFirst().orElse("") + ".");
        }
    }

    private static List<String> texts(Path file, Flag flag, Json value) {
        if (value instanceof JsonArray array) {
            if (flag.kind() != Flag.Kind.LIST) {
                throw new UsageException(file + " gives \"" + flag.name() + "\" a list, but it takes one value.");
            }
            return array.values().stream()
                    .map(element -> text(file, flag, element))
                    .toList();
        }
        return List.of(text(file, flag, value));
    }

    private static String text(Path file, Flag flag, Json value) {
        return switch (value) {
            case JsonString(String text) -> text;
            case JsonNumber number -> number.toString();
            case JsonBoolean(boolean isOn) -> Boolean.toString(isOn);
            case JsonArray _, JsonObject _, JsonNull _ ->
                throw new UsageException(
                        file + " gives \"" + flag.name() + "\" a value that is no text, number or switch.");
        };
    }
}
