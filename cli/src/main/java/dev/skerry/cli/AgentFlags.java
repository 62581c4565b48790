// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.agent.link.NodeCredentials;
import dev.skerry.cli.wiring.AgentOptions;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import java.net.URI;
import java.nio.file.Path;

/// Reads [AgentOptions] from what the user said, and says clearly what cannot be.
final class AgentFlags {
    static final String SERVER = "server";

    private AgentFlags() {}

    static AgentOptions read(Settings settings) {
        var node = NodeFlags.read(settings);
        String server = settings.text(SERVER);
        String token = TokenText.optional(settings);
        boolean hasJoined = hasJoined(node.data());
        if (server.isEmpty() && !hasJoined) {
            throw new UsageException("an agent that has not joined yet needs --server https://HOST:6443 and --token."
                    + " 'skerry token create' on the server prints both.");
        }
        if (!server.isEmpty() && !isServer(server)) {
            throw new UsageException(
                    "--server must be a URL such as https://plant.example:6443, not \"" + server + "\".");
        }
        if (token.isEmpty() && !hasJoined) {
            throw new UsageException("an agent that has not joined yet needs --token or --token-file."
                    + " 'skerry token create' on the server prints one.");
        }
        if (!hasJoined) {
            requireJoinToken(token);
        }
        return new AgentOptions(server, token, node);
    }

    /// Said at once: an agent that dials with it for ever would only tell its log.
    private static void requireJoinToken(String token) {
        try {
            JoinToken.parse(token);
        } catch (MalformedTokenException malformed) {
            throw new UsageException("--token is no join token: " + malformed.getMessage()
                    + ". 'skerry token create' on the server prints one.");
        }
    }

    private static boolean hasJoined(Path data) {
        return NodeCredentials.hasJoined(data.resolve("link"));
    }

    private static boolean isServer(String text) {
        try {
            var server = URI.create(text);
            return "https".equals(server.getScheme()) && server.getHost() != null;
        } catch (IllegalArgumentException _) {
            // Not a URL at all.
            return false;
        }
    }
}
