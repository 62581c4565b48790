// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.wiring.ServerWiring;
import dev.skerry.foundation.telemetry.Log;
import java.util.ArrayList;
import java.util.List;

/// `skerry server`: the control plane, and unless told otherwise an edge node on the same machine.
final class ServerCommand {
    private static final List<Flag> OWN = List.of(
            Flags.CONFIG,
            Flags.DATA,
            Flag.single(ServerFlags.BIND_ADDRESS, "ADDRESS", "0.0.0.0", "Address to listen on."),
            Flag.single(ServerFlags.HTTPS_PORT, "PORT", "6443", "Port to listen on; 0 takes a free one."),
            Flag.single(
                    ServerFlags.ADVERTISE_ADDRESS,
                    "ADDRESS",
                    "",
                    "Address at which pods and other machines reach this server (default: the one that it listens on, or that of the default route)."),
            Flag.single(
                    ServerFlags.REQUEST_TIMEOUT,
                    "DURATION",
                    "1m0s",
                    "How long a request may take that is no watch, log or shell; then it is answered 504."),
            Flag.single(
                    ServerFlags.MIN_REQUEST_TIMEOUT,
                    "SECONDS",
                    "1800",
                    "How long a watch goes on at least whose client does not say; it ends at some time up to twice as long."),
            Flag.list(ServerFlags.TLS_SAN, "NAME", "A further name or address that the server's certificate is for."),
            Flag.single(
                            ServerFlags.WRITE_KUBECONFIG,
                            "FILE",
                            "",
                            "Where to write the administrator's kubeconfig (default kubeconfig.yaml in the data folder).")
                    .withLetter('o'),
            Flag.single(
                    ServerFlags.DATASTORE_BUDGET,
                    "SIZE",
                    "",
                    "What the embedded database may take of the disk, such as 2Gi; when it is used up, what makes it larger is refused (default: the disk)."),
            Flag.toggle(ServerFlags.DISABLE_AGENT, "Runs the control plane alone, with no node on this machine."),
            Flag.single(
                    Flags.TOKEN,
                    "TOKEN",
                    "",
                    "A join token to accept besides those of 'skerry token create', as ID.SECRET; with --server, the other server's token; over an engine, what its servers share."),
            Flag.single(Flags.TOKEN_FILE, "FILE", "", "File with such a token."),
            Flags.DEBUG);

    private ServerCommand() {}

    static Command command() {
        var flags = new ArrayList<>(OWN);
        flags.addAll(DatastoreFlags.SERVER.all());
        flags.addAll(SiteFlags.ALL);
        flags.addAll(IssuerFlags.ALL);
        flags.addAll(RequestHeaderFlags.ALL);
        flags.addAll(AuditFlags.ALL);
        flags.addAll(KeepingFlags.ALL);
        flags.addAll(Flags.NODE);
        flags.addAll(RegistryFlags.ALL);
        return new Command(
                "server",
                "Runs the control plane, and a node on the same machine.",
                List.of(),
                flags,
                ServerCommand::run);
    }

    private static int run(Settings settings, Console console) throws Exception {
        if (settings.isOn("debug")) {
            Log.show(Log.Level.DEBUG);
        }
        var options = ServerFlags.read(settings);
        if (settings.isOn(SiteFlags.CLUSTER_RESET)) {
            return SiteReset.run(settings, options, console);
        }
        try (var server = ServerWiring.start(options)) {
            Stopping.onSignal(server::close);
            console.print("ready " + server.address() + " kubeconfig " + options.kubeconfig());
            server.await();
        }
        return 0;
    }
}
