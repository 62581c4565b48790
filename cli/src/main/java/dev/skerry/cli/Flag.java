// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

/// One flag of a command. Its name without dashes is also its key in the file of flags.
///
/// @param letter for the short form `-d`; blank for none
/// @param kind how many values it takes
/// @param value what the help calls its value; empty for switches
/// @param fallback its value when nobody gives one; empty for none
public record Flag(String name, char letter, Kind kind, String value, String fallback, String help) {
    /// How often a flag may be given, and with what.
    public enum Kind {
        /// Takes no value.
        SWITCH,
        /// Takes one value; the last one given wins.
        SINGLE,
        /// Takes one value each time it is given, or several with commas between.
        LIST
    }

    private static final char NONE = ' ';

    public static Flag single(String name, String value, String fallback, String help) {
        return new Flag(name, NONE, Kind.SINGLE, value, fallback, help);
    }

    public static Flag list(String name, String value, String help) {
        return new Flag(name, NONE, Kind.LIST, value, "", help);
    }

    public static Flag toggle(String name, String help) {
        return new Flag(name, NONE, Kind.SWITCH, "", "", help);
    }

    public Flag withLetter(char letter) {
        return new Flag(name, letter, kind, value, fallback, help);
    }

    boolean hasLetter() {
        return letter != NONE;
    }

    /// As in `SKERRY_TOKEN`: the environment variable that gives its value.
    String variable() {
        return "SKERRY_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    }
}
