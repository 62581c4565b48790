// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import dev.skerry.cli.site.SiteOptions;
import dev.skerry.remotestore.member.MemberConfig;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// Reads what a server is to its site. The flags have K3s' names where it has the same.
final class SiteFlags {
    static final String SERVER = "server";
    static final String CLUSTER_RESET = "cluster-reset";
    static final String RESTORE_PATH = "cluster-reset-restore-path";
    static final String RETENTION = "etcd-snapshot-retention";
    static final String FOLDER = "etcd-snapshot-dir";

    private static final String CLUSTER_INIT = "cluster-init";
    private static final String BINARY = "etcd-binary";
    private static final String INTERVAL = "etcd-snapshot-interval";

    static final Flag KEEP = Flag.single(RETENTION, "COUNT", "5", "How many snapshots of a name are kept.");
    static final Flag PLACE =
            Flag.single(FOLDER, "DIR", "", "Folder of the snapshots (default server/db/snapshots in the data folder).");

    static final List<Flag> ALL = List.of(
            Flag.toggle(CLUSTER_INIT, "Begins a site of several servers, with an etcd that each of them runs."),
            Flag.single(
                    SERVER,
                    "URL",
                    "",
                    "Joins the site of the server at this URL; --token is then what server/server-token in its data folder says."),
            Flag.single(BINARY, "PROGRAM", "etcd", "The etcd to run, 3.5 or newer."),
            Flag.single(INTERVAL, "DURATION", "12h", "How often a snapshot of etcd is taken; 0s for never."),
            KEEP,
            PLACE,
            Flag.toggle(
                    CLUSTER_RESET,
                    "Makes a site of this one server out of its own data, or of a snapshot, and ends. The others must be stopped."),
            Flag.single(RESTORE_PATH, "FILE", "", "The snapshot that --cluster-reset restores."));

    private SiteFlags() {}

    static SiteOptions read(Settings settings) {
        boolean begins = settings.isOn(CLUSTER_INIT) || settings.isOn(CLUSTER_RESET);
        if (!begins && !settings.has(SERVER)) {
            return new SiteOptions.None();
        }
        if (settings.has(DatastoreFlags.SERVER.endpoint())) {
            throw new UsageException("--" + CLUSTER_INIT + " and --" + SERVER + " run an etcd of their own;"
                    + " leave out --" + DatastoreFlags.SERVER.endpoint() + ".");
        }
        if (settings.isOn(CLUSTER_INIT) && settings.has(SERVER)) {
            throw new UsageException("--" + CLUSTER_INIT + " begins a site and --" + SERVER + " joins one; give one.");
        }
        return begins ? new SiteOptions.First(etcd(settings)) : joining(settings);
    }

    /// @return where snapshots lie
    static Path folder(Settings settings) {
        return settings.has(FOLDER)
                ? settings.path(FOLDER)
                : settings.path(Flags.DATA_DIR).resolve("server").resolve("db").resolve("snapshots");
    }

    private static SiteOptions joining(Settings settings) {
        URI server = URI.create(settings.text(SERVER));
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            throw new UsageException(
                    "--" + SERVER + " must be a URL such as https://plant.example:6443, not \"" + server + "\".");
        }
        try {
            return new SiteOptions.Joining(server, JoinToken.parse(TokenText.optional(settings)), etcd(settings));
        } catch (MalformedTokenException _) {
            throw new UsageException("--" + SERVER + " needs --token or --token-file: what server/server-token says in"
                    + " the data folder of the server that is joined.");
        }
    }

    private static SiteOptions.Etcd etcd(Settings settings) {
        var schedule =
                new SiteOptions.Schedule(settings.duration(INTERVAL), settings.count(RETENTION), folder(settings));
        return new SiteOptions.Etcd(
                settings.text(BINARY),
                NodeFlags.name(settings),
                MemberConfig.CLIENT_PORT,
                MemberConfig.PEER_PORT,
                schedule);
    }
}
