// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.security.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads whether a proxy before this server may say who is asking. The flags have Kubernetes' names.
final class RequestHeaderFlags {
    private static final String AUTHORITY = "requestheader-client-ca-file";
    private static final String NAMES = "requestheader-allowed-names";
    private static final String USERS = "requestheader-username-headers";
    private static final String UIDS = "requestheader-uid-headers";
    private static final String GROUPS = "requestheader-group-headers";
    private static final String EXTRA = "requestheader-extra-headers-prefix";

    static final List<Flag> ALL = List.of(
            Flag.single(
                    AUTHORITY,
                    "FILE",
                    "",
                    "PEM of who vouches for an authenticating proxy before this server, whose headers then say who is asking."),
            Flag.list(NAMES, "NAME", "Common names of such proxies (default: any that it vouches for)."),
            Flag.list(USERS, "HEADER", "Headers that name the user (default X-Remote-User)."),
            Flag.list(UIDS, "HEADER", "Headers with the user's uid (default X-Remote-Uid)."),
            Flag.list(GROUPS, "HEADER", "Headers with the user's groups (default X-Remote-Group)."),
            Flag.list(
                    EXTRA,
                    "PREFIX",
                    "How headers begin with what else is known of the user (default X-Remote-Extra-)."));

    private RequestHeaderFlags() {}

    static Optional<TrustedProxy> read(Settings settings) {
        if (!settings.has(AUTHORITY)) {
            for (String flag : List.of(NAMES, USERS, UIDS, GROUPS, EXTRA)) {
                if (!settings.list(flag).isEmpty()) {
                    throw new UsageException("--" + flag + " needs --" + AUTHORITY
                            + ": without a certificate nobody is believed who others are.");
                }
            }
            return Optional.empty();
        }
        var standard = RemoteHeaders.STANDARD;
        var headers = new RemoteHeaders(
                listOr(settings, USERS, standard.users()),
                listOr(settings, UIDS, standard.uids()),
                listOr(settings, GROUPS, standard.groups()),
                listOr(settings, EXTRA, standard.extraPrefixes()));
        try {
            var authorities = Pem.readCertificates(Files.readString(settings.path(AUTHORITY)));
            return Optional.of(new TrustedProxy(authorities, new HashSet<>(settings.list(NAMES)), headers));
        } catch (IOException | RuntimeException e) {
            throw new UsageException(
                    "--" + AUTHORITY + " " + settings.text(AUTHORITY) + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static List<String> listOr(Settings settings, String flag, List<String> standard) {
        List<String> given = settings.list(flag);
        return given.isEmpty() ? standard : given;
    }
}
