// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import java.util.List;

/// Flags that several commands share. Names and letters are K3s', so that its users are at home.
final class Flags {
    static final String DATA_DIR = "data-dir";
    static final String TOKEN = "token";
    static final String TOKEN_FILE = "token-file";
    static final String NODE_NAME = "node-name";
    static final String NODE_LABEL = "node-label";
    static final String NODE_TAINT = "node-taint";

    static final Flag OUTPUT = Flag.single("output", "FORMAT", "", "json for output that programs read.")
            .withLetter('o');

    static final Flag DATA = Flag.single(DATA_DIR, "FOLDER", "/var/lib/skerry", "Where everything is kept.")
            .withLetter('d');

    static final Flag CONFIG = Flag.single(
                    SettingsReader.CONFIG,
                    "FILE",
                    "",
                    "YAML file with flags as \"name: value\" (default " + SettingsReader.CONFIG_DEFAULT
                            + "), and the .yaml files in the folder of the same name with .d behind it.")
            .withLetter('c');

    static final Flag DEBUG = Flag.toggle("debug", "Logs what is for developers, too.");

    /// What a node is given, whether it runs inside a server or alone.
    static final List<Flag> NODE = List.of(
            Flag.single(NODE_NAME, "NAME", "", "The node's name (default: the host's)."),
            Flag.list(NODE_LABEL, "NAME=VALUE", "A label for the node; may be given several times."),
            Flag.list(NODE_TAINT, "NAME=VALUE:EFFECT", "A taint for the node; may be given several times."));

    private Flags() {}

    static boolean isJson(Settings settings) {
        return switch (settings.text("output")) {
            case "" -> false;
            case "json" -> true;
            default -> throw new UsageException("--output must be json, not \"" + settings.text("output") + "\".");
        };
    }
}
