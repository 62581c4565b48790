// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.AgentWiring;
import dev.skerry.foundation.telemetry.Log;
import java.util.ArrayList;
import java.util.List;

/// `skerry agent`: an edge node.
final class AgentCommand {
    private static final List<Flag> OWN = List.of(
            Flags.CONFIG,
            Flags.DATA,
            Flag.single(
                            AgentFlags.SERVER,
                            "URL",
                            "",
                            "The server, https://HOST:6443. A node that has joined remembers it.")
                    .withLetter('s'),
            Flag.single(Flags.TOKEN, "TOKEN", "", "The join token of 'skerry token create'; needed once.")
                    .withLetter('t'),
            Flag.single(Flags.TOKEN_FILE, "FILE", "", "File with the join token."),
            Flags.DEBUG);

    private AgentCommand() {}

    static Command command() {
        var flags = new ArrayList<>(OWN);
        flags.addAll(Flags.NODE);
        flags.addAll(RegistryFlags.ALL);
        return new Command("agent", "Runs an edge node.", List.of(), flags, AgentCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        if (settings.isOn("debug")) {
            Log.show(Log.Level.DEBUG);
        }
        try (var agent = AgentWiring.start(AgentFlags.read(settings))) {
            Stopping.onSignal(agent::close);
            agent.await();
        }
        return 0;
    }
}
