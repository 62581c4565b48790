// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.authentication.oidc.IssuerSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What `skerry server` was asked to be.
///
/// @param advertised the address at which others reach this server; empty to find out
/// @param requestTimeout after which a request is answered 504, unless it is meant to go on for long
/// @param extraNames further names for the server's certificate
/// @param fixedToken a join token, `id.secret`, that is always accepted; empty for none
/// @param issuers whose tokens are trusted beside the cluster's own
/// @param audit what is kept of who did what; empty for nothing
/// @param node the node on this machine; empty for a control plane alone
public record ServerOptions(
        Path data,
        InetAddress bindAddress,
        int port,
        Optional<InetAddress> advertised,
        Duration requestTimeout,
        List<String> extraNames,
        Path kubeconfig,
        DatastoreOptions datastore,
        String fixedToken,
        List<IssuerSettings> issuers,
        Optional<AuditOptions> audit,
        Optional<NodeOptions> node) {
    public ServerOptions {
        extraNames = List.copyOf(extraNames);
        issuers = List.copyOf(issuers);
    }
}
