// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.ServerOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Reads [ServerOptions] from what the user said, and says clearly what cannot be.
final class ServerFlags {
    static final String BIND_ADDRESS = "bind-address";
    static final String ADVERTISE_ADDRESS = "advertise-address";
    static final String HTTPS_PORT = "https-listen-port";
    static final String REQUEST_TIMEOUT = "request-timeout";
    static final String MIN_REQUEST_TIMEOUT = "min-request-timeout";
    static final String TLS_SAN = "tls-san";
    static final String WRITE_KUBECONFIG = "write-kubeconfig";
    static final String DATASTORE = "datastore-endpoint";
    static final String DISABLE_AGENT = "disable-agent";

    private static final String SQLITE_FILE = "sqlite://";

    private ServerFlags() {}

    static ServerOptions read(Settings settings) {
        Path data = settings.path(Flags.DATA_DIR);
        Path server = data.resolve("server");
        boolean hasNode = !settings.isOn(DISABLE_AGENT);
        return new ServerOptions(
                server,
                address(BIND_ADDRESS, settings.text(BIND_ADDRESS)),
                settings.port(HTTPS_PORT),
                settings.has(ADVERTISE_ADDRESS)
                        ? Optional.of(advertised(settings.text(ADVERTISE_ADDRESS)))
                        : Optional.empty(),
                requestTimeout(settings),
                watchLeast(settings),
                settings.list(TLS_SAN),
                settings.has(WRITE_KUBECONFIG) ? settings.path(WRITE_KUBECONFIG) : data.resolve("kubeconfig.yaml"),
                database(settings.text(DATASTORE), server),
                TokenText.optional(settings),
                IssuerFlags.read(settings),
                AuditFlags.read(settings),
                hasNode ? Optional.of(NodeFlags.read(settings)) : Optional.empty());
    }

    private static Duration requestTimeout(Settings settings) {
        Duration timeout = settings.duration(REQUEST_TIMEOUT);
        if (!timeout.isPositive()) {
            throw new UsageException("--" + REQUEST_TIMEOUT + " must be more than nothing.");
        }
        return timeout;
    }

    /// In seconds, as in Kubernetes.
    private static Duration watchLeast(Settings settings) {
        String text = settings.text(MIN_REQUEST_TIMEOUT);
        if (!text.matches("[1-9]\\d{0,6}")) {
            throw new UsageException(
                    "--" + MIN_REQUEST_TIMEOUT + " must be a number of seconds such as 1800, not \"" + text + "\".");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static InetAddress address(String flag, String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException _) {
            throw new UsageException("--" + flag + " must be an address of this machine, not \"" + text + "\".");
        }
    }

    /// Endpoints hold addresses: a name would be looked up here, once, and not where it is used.
    private static InetAddress advertised(String text) {
        try {
            var address = InetAddress.ofLiteral(text);
            if (!address.isAnyLocalAddress()) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // The sentence below is for both.
        }
        throw new UsageException("--" + ADVERTISE_ADDRESS + " must be an address at which others reach this server,"
                + " not \"" + text + "\".");
    }

    private static Path database(String endpoint, Path server) {
        if (endpoint.isEmpty() || endpoint.equals("sqlite")) {
            return server.resolve("db").resolve("state.db");
        }
        if (endpoint.startsWith(SQLITE_FILE) && endpoint.length() > SQLITE_FILE.length()) {
            return Path.of(endpoint.substring(SQLITE_FILE.length())).toAbsolutePath();
        }
        throw new UsageException("--" + DATASTORE + " \"" + withoutSecret(endpoint)
                + "\" is not supported by this version: leave it out for the embedded SQLite, or give sqlite:///FILE.");
    }

    /// An endpoint may carry a password, which must not end up on a screen or in a log.
    private static String withoutSecret(String endpoint) {
        int at = endpoint.indexOf('@');
        int scheme = endpoint.indexOf("://");
        return at < 0 || scheme < 0 ? endpoint : endpoint.substring(0, scheme + 3) + "…" + endpoint.substring(at);
    }
}
