// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.cli.wiring.BootstrapTokens;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.token.JoinToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// `skerry token create`: lets one node join, once.
final class TokenCommand {
    private static final String TTL = "ttl";
    private static final String NODE = "node";

    private TokenCommand() {}

    static Command create() {
        return new Command(
                "token create",
                "Makes a token with which one node can join, once. Run it on the server.",
                List.of(),
                List.of(
                        Flags.DATA,
                        Flag.single(TTL, "DURATION", "24h", "How long the token is good for."),
                        Flag.single(NODE, "NAME", "", "The only node name that may join with it (default: any)."),
                        Flags.OUTPUT),
                TokenCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        if (!Files.isDirectory(server)) {
            throw new UsageException("no server has run in " + settings.path(Flags.DATA_DIR)
                    + ". Run this on the server's machine, and give its --data-dir.");
        }
        try (var administrator = AdministratorClient.open(server)) {
            var token = JoinToken.create(administrator.authority(), new SecureRandom());
            Instant expires =
                    SystemClock.CLOCK.now().plus(settings.duration(TTL)).truncatedTo(ChronoUnit.SECONDS);
            BootstrapTokens.create(administrator.client(), token, expires, settings.text(NODE));
            if (Flags.isJson(settings)) {
                console.print(JsonObject.of("token", token.format(), "expires", expires.toString())
                        .toString());
            } else {
                console.say("good for one node until " + expires + "; on the node:");
                console.say("  skerry agent --server https://THIS-SERVER:" + administrator.port() + " --token TOKEN");
                console.print(token.format());
            }
        }
        return 0;
    }
}
