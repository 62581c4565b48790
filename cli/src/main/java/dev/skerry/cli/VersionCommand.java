// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.Release;
import dev.skerry.foundation.json.JsonObject;
import java.util.List;

/// `skerry version`.
final class VersionCommand {
    private VersionCommand() {}

    static Command command() {
        return new Command(
                "version",
                "Shows the version of Skerry and of the Kubernetes API it speaks.",
                List.of(),
                List.of(Flags.OUTPUT),
                VersionCommand::run);
    }

    private static int run(Settings settings, Console console) {
        var version = JsonObject.of(
                "skerry", Release.SKERRY,
                "kubernetes", Release.KUBERNETES,
                "java", Runtime.version().toString());
        console.print(
                Flags.isJson(settings)
                        ? version.toString()
                        : "skerry " + Release.SKERRY + " (Kubernetes API " + Release.KUBERNETES + ", Java "
                                + Runtime.version() + ")");
        return 0;
    }
}
