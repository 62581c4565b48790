// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.apiserver.authentication.oidc.IssuerSettings;
import dev.skerry.cli.site.SiteOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What `skerry server` was asked to be.
///
/// @param advertised the address at which others reach this server; empty to find out
/// @param requestTimeout after which a request is answered 504, unless it is meant to go on for long
/// @param watchLeast how long a watch goes on at least whose client does not say
/// @param datastore where objects are kept
/// @param site what this server is to its site
/// @param extraNames further names for the server's certificate
/// @param fixedToken a join token, `id.secret`, that is always accepted; empty for none
/// @param issuers whose tokens are trusted beside the cluster's own
/// @param proxyBefore whose word is taken for who is asking; usually nobody's
/// @param audit what is kept of who did what; empty for nothing
/// @param keeping how what is stored is kept safe
/// @param node the node on this machine; empty for a control plane alone
public record ServerOptions(
        Path data,
        InetAddress bindAddress,
        int port,
        Optional<InetAddress> advertised,
        Duration requestTimeout,
        Duration watchLeast,
        List<String> extraNames,
        Path kubeconfig,
        Datastore datastore,
        SiteOptions site,
        String fixedToken,
        List<IssuerSettings> issuers,
        Optional<TrustedProxy> proxyBefore,
        Optional<AuditOptions> audit,
        Keeping keeping,
        Optional<NodeOptions> node) {
    public ServerOptions {
        extraNames = List.copyOf(extraNames);
        issuers = List.copyOf(issuers);
    }
}
