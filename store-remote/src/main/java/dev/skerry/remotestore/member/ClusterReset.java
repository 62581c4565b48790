// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.Clock;
import dev.skerry.remotestore.etcd.rpc.EtcdClient;
import dev.skerry.remotestore.etcd.rpc.Login;
import dev.skerry.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Makes a cluster of one out of what is left: of a snapshot, or of this server's own data. The other servers
/// forget theirs and join anew.
public final class ClusterReset {
    /// A snapshot is older than what clients have seen. Its revisions are raised so far that none comes twice,
    /// and watches from before start over.
    private static final long REVISIONS_BEYOND = 1_000_000_000;

    private static final Duration GLANCE = Duration.ofMillis(500);
    private static final int TRIES = 120;

    private ClusterReset() {}

    /// Puts a snapshot in the place of the data, which is kept beside it.
    ///
    /// @return where the old data is; the folder itself if there was none
    /// @throws TerminalException if the snapshot cannot be restored; then everything is as it was
    public static Path restore(MemberConfig config, Path snapshot, Clock clock)
            throws IOException, InterruptedException {
        if (!Files.isRegularFile(snapshot)) {
            throw new TerminalException("SnapshotMissing", "there is no snapshot " + snapshot);
        }
        Leftover.stop(config);
        Path fresh = config.folder().resolveSibling(config.folder().getFileName() + ".restored");
        if (Files.exists(fresh)) {
            throw new TerminalException(
                    "RestoreUnfinished", "an earlier restore has left " + fresh + "; delete it and try again");
        }
        run(List.of(
                beside(config.binary(), "etcdutl"),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=" + config.name(),
                "--initial-cluster=" + config.name() + "=" + config.peerUrl(),
                "--initial-advertise-peer-urls=" + config.peerUrl(),
                "--data-dir=" + fresh,
                "--bump-revision=" + REVISIONS_BEYOND,
                "--mark-compacted"));
        Path old = config.folder();
        if (Files.exists(config.folder())) {
            old = config.folder()
                    .resolveSibling(config.folder().getFileName() + ".before-"
                            + clock.now().getEpochSecond());
            Files.move(config.folder(), old);
        }
        Files.move(fresh, config.folder());
        return old;
    }

    /// Makes this server's own data a cluster of one: for a site that has lost most of its servers for good.
    ///
    /// @throws TerminalException if etcd does not come up alone
    public static void forget(MemberConfig config, Clock clock) throws InterruptedException {
        if (!config.hasData()) {
            throw new TerminalException("NothingToReset", "there is no data of etcd in " + config.folder());
        }
        Leftover.stop(config);
        MemberProcess etcd = MemberProcess.start(config.command(List.of("--force-new-cluster")));
        try (var tasks = new TaskGroup();
                var client = new EtcdClient(
                        List.of(config.local()), new Login.None(), config.tls(), Duration.ofSeconds(3), clock)) {
            tasks.startBlocking("etcd", etcd::listen);
            awaitAlone(new Membership(client), clock);
            etcd.stop();
        } finally {
            etcd.stop();
        }
    }

    private static void awaitAlone(Membership membership, Clock clock) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try {
                if (membership.members().size() == 1) {
                    return;
                }
            } catch (StoreUnavailableException _) {
                // Not up yet.
            }
            clock.sleep(GLANCE);
        }
        throw new TerminalException("NotReset", "etcd did not come up alone; its log says why");
    }

    /// etcd's own tool comes with it.
    private static String beside(String etcd, String tool) {
        int slash = etcd.lastIndexOf('/');
        return slash < 0 ? tool : etcd.substring(0, slash + 1) + tool;
    }

    private static void run(List<String> command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new TerminalException("NotRestored", command.getFirst() + " could not restore: " + said.strip());
            }
        } catch (IOException failed) {
            throw new TerminalException(
                    "EtcdutlMissing",
                    "cannot run " + command.getFirst() + ": " + failed.getMessage()
                            + "; it comes with etcd (Debian: etcd-client)",
                    failed);
        }
    }
}
