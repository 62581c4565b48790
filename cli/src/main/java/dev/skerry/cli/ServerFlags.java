// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.cli.wiring.Datastore;
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
    static final String DATASTORE_BUDGET = "datastore-budget";
    static final String DISABLE_AGENT = "disable-agent";

    /// The write-ahead log alone may take half of it.
    private static final long BUDGET_MIN = 64 << 20;

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
                datastore(settings, server),
                SiteFlags.read(settings),
                settings.has(SiteFlags.SERVER) ? "" : TokenText.optional(settings),
                IssuerFlags.read(settings),
                RequestHeaderFlags.read(settings),
                AuditFlags.read(settings),
                KeepingFlags.read(settings, server),
                hasNode ? Optional.of(NodeFlags.read(settings)) : Optional.empty());
    }

    private static Datastore datastore(Settings settings, Path server) {
        Datastore datastore = DatastoreFlags.SERVER.read(settings, server);
        if (!settings.has(DATASTORE_BUDGET)) {
            return datastore;
        }
        if (!datastore.isEmbedded()) {
            throw new UsageException("--" + DATASTORE_BUDGET + " is for the embedded database; " + datastore.name()
                    + " has bounds of its own.");
        }
        return datastore.withBudget(budget(settings.text(DATASTORE_BUDGET)));
    }

    private static long budget(String text) {
        try {
            long bytes = Quantity.parse(text).value();
            if (bytes >= BUDGET_MIN) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // The sentence below is for both.
        }
        throw new UsageException(
                "--" + DATASTORE_BUDGET + " must be a size of at least 64Mi, such as 2Gi, not \"" + text + "\".");
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
}
