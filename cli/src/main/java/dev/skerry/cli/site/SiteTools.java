// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.etcd.rpc.Address;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Login;
import dev.skerry.remotestore.member.ClusterReset;
import dev.skerry.remotestore.member.Member;
import dev.skerry.remotestore.member.MemberConfig;
import dev.skerry.remotestore.member.Membership;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What commands do to the etcd of the server on this machine, beside that server.
public final class SiteTools {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private SiteTools() {}

    /// A client of the member on this machine.
    ///
    /// @param server the server's folder
    /// @throws TerminalException if no server with an etcd has run in it
    public static EtcdClient client(Path server, Clock clock) {
        TlsFiles files = MemberCertificates.files(server.resolve("tls").resolve("etcd"));
        if (!Files.exists(files.certificate().orElseThrow())) {
            throw new TerminalException(
                    "NoEtcd",
                    "the server in " + server + " runs no etcd. Run this on a server that was started with"
                            + " --cluster-init or --server, and give its --data-dir.");
        }
        var local = new Address("127.0.0.1", MemberConfig.CLIENT_PORT, true);
        return new EtcdClient(List.of(local), new Login.None(), files, PATIENCE, clock);
    }

    /// Takes a server out of the site.
    ///
    /// @throws TerminalException if there is none of this name
    public static void remove(EtcdClient client, String name) {
        var membership = new Membership(client);
        Member found = membership.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TerminalException(
                        "NoSuchMember", "there is no server " + name + "; 'skerry etcd-member ls' names them"));
        membership.remove(found.id());
    }

    /// Makes a site of one out of a snapshot.
    ///
    /// @return where the old data is
    public static Path restore(SiteOptions.Etcd etcd, Path server, InetAddress address, Path snapshot, Clock clock)
            throws IOException, InterruptedException {
        return ClusterReset.restore(Site.config(etcd, server, address, clock), snapshot, clock);
    }

    /// Makes a site of one out of this server's data.
    public static void forget(SiteOptions.Etcd etcd, Path server, InetAddress address, Clock clock)
            throws InterruptedException {
        ClusterReset.forget(Site.config(etcd, server, address, clock), clock);
    }
}
