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
    static final String TLS_SAN = "tls-san";
    static final String WRITE_KUBECONFIG = "write-kubeconfig";
    static final String DISABLE_AGENT = "disable-agent";

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
                settings.list(TLS_SAN),
                settings.has(WRITE_KUBECONFIG) ? settings.path(WRITE_KUBECONFIG) : data.resolve("kubeconfig.yaml"),
                DatastoreFlags.read(settings),
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
}
