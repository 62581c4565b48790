// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.AdministratorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `skerry kubeconfig`: the administrator's way in, for this machine or another.
final class KubeconfigCommand {
    private static final String SERVER = "server";

    private KubeconfigCommand() {}

    static Command command() {
        return new Command(
                "kubeconfig",
                "Prints the administrator's kubeconfig of the server on this machine.",
                List.of(),
                List.of(
                        Flags.DATA,
                        Flag.single(
                                        SERVER,
                                        "URL",
                                        "https://127.0.0.1:6443",
                                        "The address to put in: as the reader of the file reaches the server.")
                                .withLetter('s')),
                KubeconfigCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        if (!Files.isDirectory(server)) {
            throw new UsageException("no server has run in " + settings.path(Flags.DATA_DIR)
                    + ". Start one with 'skerry server', or give its --data-dir.");
        }
        console.out().print(AdministratorConfig.text(AdministratorConfig.certificates(server), settings.text(SERVER)));
        return 0;
    }
}
