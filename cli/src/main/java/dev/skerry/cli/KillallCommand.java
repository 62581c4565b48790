// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.NodeMachine;
import dev.skerry.runtime.image.RegistryAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `skerry killall`: ends every container of this machine's node. Stopping the agent does not: pods go on
/// without it.
final class KillallCommand {
    private KillallCommand() {}

    static Command command() {
        return new Command(
                "killall",
                "Ends all containers of this machine's node and takes down their networks. Stop the agent first.",
                List.of(),
                List.of(Flags.DATA),
                KillallCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        Path agent = settings.path(Flags.DATA_DIR).resolve("agent");
        if (!Files.isDirectory(agent)) {
            console.print("no node has run in " + settings.path(Flags.DATA_DIR));
            return 0;
        }
        try (var machine = NodeMachine.open(agent, RegistryAccess.direct())) {
            int ended = machine.endEverything();
            console.print("ended " + ended + (ended == 1 ? " pod" : " pods"));
        }
        return 0;
    }
}
