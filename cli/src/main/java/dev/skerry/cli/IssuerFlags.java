// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.api.codec.YamlReader;
import dev.skerry.apiserver.authentication.oidc.AuthenticationConfiguration;
import dev.skerry.apiserver.authentication.oidc.IssuerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads whose tokens are trusted beside the cluster's own. The flags have Kubernetes' names: one for a file with
/// any number of issuers, and the older ones for a single issuer.
final class IssuerFlags {
    private static final String CONFIGURATION = "authentication-config";
    private static final String URL = "oidc-issuer-url";
    private static final String CLIENT = "oidc-client-id";
    private static final String USERNAME_CLAIM = "oidc-username-claim";
    private static final String USERNAME_PREFIX = "oidc-username-prefix";
    private static final String GROUPS_CLAIM = "oidc-groups-claim";
    private static final String GROUPS_PREFIX = "oidc-groups-prefix";
    private static final String REQUIRED = "oidc-required-claim";
    private static final String AUTHORITY = "oidc-ca-file";
    private static final String ALGORITHMS = "oidc-signing-algs";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    CONFIGURATION, "FILE", "", "AuthenticationConfiguration: OpenID Connect issuers that are trusted."),
            Flag.single(URL, "URL", "", "One OpenID Connect issuer that is trusted; https only."),
            Flag.single(CLIENT, "ID", "", "The audience that its tokens must be meant for."),
            Flag.single(USERNAME_CLAIM, "CLAIM", "sub", "The claim that is the user's name."),
            Flag.single(
                    USERNAME_PREFIX,
                    "PREFIX",
                    "",
                    "What is put before it; - for nothing (default the issuer's URL and #, nothing for email)."),
            Flag.single(GROUPS_CLAIM, "CLAIM", "", "The claim that holds the user's groups."),
            Flag.single(GROUPS_PREFIX, "PREFIX", "", "What is put before each group."),
            Flag.list(REQUIRED, "CLAIM=VALUE", "A claim that tokens must have with this value."),
            Flag.single(AUTHORITY, "FILE", "", "PEM of who vouches for the issuer's server (default: the system's)."),
            Flag.list(ALGORITHMS, "ALGORITHM", "How tokens may be signed (default RS256)."));

    private IssuerFlags() {}

    static List<IssuerSettings> read(Settings settings) {
        if (settings.has(CONFIGURATION) && settings.has(URL)) {
            throw new UsageException("Give --" + CONFIGURATION + " or the --oidc-... flags, not both.");
        }
        if (settings.has(CONFIGURATION)) {
            return configured(settings.path(CONFIGURATION));
        }
        if (!settings.has(URL)) {
            return List.of();
        }
        if (!settings.has(CLIENT)) {
            throw new UsageException("--" + URL + " needs --" + CLIENT + ", the audience of its tokens.");
        }
        return List.of(classic(settings));
    }

    private static List<IssuerSettings> configured(Path file) {
        try {
            return AuthenticationConfiguration.read(YamlReader.read(Files.readAllBytes(file)));
        } catch (IOException | RuntimeException e) {
            throw new UsageException("--" + CONFIGURATION + " " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static IssuerSettings classic(Settings settings) {
        Set<String> algorithms = new HashSet<>(settings.list(ALGORITHMS));
        if (!IssuerSettings.ALGORITHMS.containsAll(algorithms)) {
            throw new UsageException("--" + ALGORITHMS + " may be "
                    + IssuerSettings.ALGORITHMS.stream().sorted().toList() + ".");
        }
        try {
            var flags = new AuthenticationConfiguration.Classic(
                    settings.text(URL),
                    settings.text(CLIENT),
                    settings.text(USERNAME_CLAIM),
                    settings.text(USERNAME_PREFIX),
                    settings.text(GROUPS_CLAIM),
                    settings.text(GROUPS_PREFIX));
            String authority = settings.has(AUTHORITY) ? Files.readString(settings.path(AUTHORITY)) : "";
            return AuthenticationConfiguration.classic(flags, settings.pairs(REQUIRED), authority, algorithms);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("The --oidc-... flags cannot be used: " + e.getMessage() + ".");
        }
    }
}
