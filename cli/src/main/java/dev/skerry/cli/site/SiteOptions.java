// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.site;

import dev.skerry.security.token.JoinToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// What a server is to its site.
public sealed interface SiteOptions {
    /// The only server, or one of several over an engine that others run.
    record None() implements SiteOptions {}

    /// The one that begins, or has begun, the site's etcd.
    record First(Etcd etcd) implements SiteOptions {}

    /// One that joins, or has joined, through another one.
    record Joining(URI server, JoinToken token, Etcd etcd) implements SiteOptions {}

    /// The etcd on this machine.
    ///
    /// @param binary the program
    /// @param name of this server's member, once and for all
    record Etcd(String binary, String name, int clientPort, int peerPort, Schedule snapshots) {}

    /// When snapshots are taken.
    ///
    /// @param every zero for never
    /// @param keep the newest that stay
    record Schedule(Duration every, int keep, Path folder) {}
}
