// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the user wants, from the command line, the environment and the files of flags. Values of a wrong
/// form end in a [UsageException] that names the flag.
///
/// @param values by flag name; every flag of the command that has a value or a fallback is there
/// @param arguments what followed the flags
public record Settings(Map<String, List<String>> values, List<String> arguments) {
    public Settings {
        values = Map.copyOf(values);
        arguments = List.copyOf(arguments);
    }

    public boolean has(String flag) {
        return !text(flag).isEmpty();
    }

    /// The value, or empty text.
    public String text(String flag) {
        var given = values.getOrDefault(flag, List.of());
        return given.isEmpty() ? "" : given.getLast();
    }

    public List<String> list(String flag) {
        return values.getOrDefault(flag, List.of());
    }

    public boolean isOn(String flag) {
        return switch (text(flag)) {
            case "", "false" -> false;
            case "true" -> true;
            default ->
                throw new UsageException("--" + flag + " is a switch: give true or false, not \"" + text(flag) + "\".");
        };
    }

    public Path path(String flag) {
        return Path.of(text(flag)).toAbsolutePath().normalize();
    }

    public int port(String flag) {
        try {
            int port = Integer.parseInt(text(flag));
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException _) {
            // Told below, together with numbers that are no port.
        }
        throw new UsageException("--" + flag + " must be a port from 0 to 65535, not \"" + text(flag) + "\".");
    }

    /// A number that counts something.
    public int count(String flag) {
        try {
            int count = Integer.parseInt(text(flag));
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException _) {
            // Told below, as a negative one.
        }
        throw new UsageException("--" + flag + " must be a whole number, not \"" + text(flag) + "\".");
    }

    /// A duration as Go and Kubernetes write it: `90s`, `15m`, `24h`, `1h30m`.
    public Duration duration(String flag) {
        try {
            return Duration.parse("PT" + text(flag).toUpperCase(java.util.Locale.ROOT));
        } catch (java.time.format.DateTimeParseException _) {
            throw new UsageException(
                    "--" + flag + " must be a duration such as 90s, 15m or 24h, not \"" + text(flag) + "\".");
        }
    }

    /// `name=value` pairs in order; a pair without `=` has an empty value.
    public Map<String, String> pairs(String flag) {
        var pairs = new java.util.LinkedHashMap<String, String>();
        for (String pair : list(flag)) {
            int equals = pair.indexOf('=');
            if (equals == 0 || pair.isBlank()) {
                throw new UsageException("--" + flag + " must be name=value, not \"" + pair + "\".");
            }
            pairs.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return pairs;
    }
}
