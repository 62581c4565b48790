// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.AdministratorClient;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// `skerry secrets-encrypt status|rotate-keys|reencrypt`, in the words of K3s: asks the server on this machine.
final class SecretsEncryptCommand {
    private static final String PATH = "/skerry/v1/encryption";
    private static final List<Flag> FLAGS = List.of(Flags.DATA, Flags.OUTPUT);

    private SecretsEncryptCommand() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        "secrets-encrypt status",
                        "Says with which keys secrets are encrypted, and whether some still wait for the newest.",
                        List.of(),
                        FLAGS,
                        (settings, console) -> ask(settings, console, "")),
                new Command(
                        "secrets-encrypt rotate-keys",
                        "Makes a new key, encrypts every secret with it in the background, and drops the old one then.",
                        List.of(),
                        FLAGS,
                        (settings, console) -> ask(settings, console, "rotate-keys")),
                new Command(
                        "secrets-encrypt reencrypt",
                        "Looks at every secret now, and encrypts those that are plain or have an old key.",
                        List.of(),
                        FLAGS,
                        (settings, console) -> ask(settings, console, "reencrypt")));
    }

    /// @param action empty only to look
    private static int ask(Settings settings, Console console, String action) throws Exception {
        boolean isJson = Flags.isJson(settings);
        Path server = settings.path(Flags.DATA_DIR).resolve("server");
        if (!Files.isDirectory(server)) {
            throw new UsageException("no server has run in " + settings.path(Flags.DATA_DIR)
                    + ". Run this on the server's machine, and give its --data-dir.");
        }
        try (var administrator = AdministratorClient.open(server)) {
            Json answer = action.isEmpty()
                    ? administrator.exchange("GET", PATH, JsonObject.EMPTY)
                    : administrator.exchange("POST", PATH, JsonObject.of("action", action));
            if (isJson) {
                console.print(answer.toString());
            } else {
                show(answer, console);
            }
        }
        return 0;
    }

    private static void show(Json status, Console console) {
        console.print("Encryption Status: " + status.at("status").text());
        console.print("Current Rotation Stage: " + status.at("stage").text());
        console.print("");
        console.print(String.format(Locale.ROOT, "%-8s %-14s %-18s %s", "Active", "Key Type", "Name", "Made"));
        for (Json key : status.at("keys").elements()) {
            console.print(String.format(
                    Locale.ROOT,
                    "%-8s %-14s %-18s %s",
                    key.at("active").booleanOr(false) ? " *" : "",
                    key.at("type").text(),
                    key.at("name").text(),
                    key.at("made").text()));
        }
    }
}
