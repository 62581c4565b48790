// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.telemetry.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A running etcd. What it says goes into our log; one sentence of it counts.
final class MemberProcess {
    private static final Log LOG = Log.of("store.etcd.member");

    /// What etcd says, now or when it is started again, once it was taken out of its cluster.
    private static final String REMOVED = "permanently removed from the cluster";

    private static final String SAID = "etcd says";

    /// For its last write to the disk.
    private static final int STOP_SECONDS = 10;

    private final Process process;
    private volatile boolean isRemoved;

    private MemberProcess(Process process) {
        this.process = process;
    }

    static MemberProcess start(List<String> command) {
        try {
            return new MemberProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException failed) {
            throw new TerminalException(
                    "EtcdMissing",
                    "cannot start " + command.getFirst() + ": " + failed.getMessage()
                            + "; install etcd 3.5 or newer (Debian: etcd-server), or say with --etcd-binary where it is",
                    failed);
        }
    }

    /// Passes on what it says until it ends; whether it ended because it is no member any more. Blocks in a read
    /// of its pipe.
    boolean listen() throws IOException, InterruptedException {
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                isRemoved |= line.contains(REMOVED);
                LOG.debug(SAID, "line", line);
                if (line.contains("\"level\":\"fatal\"") || line.contains("\"level\":\"panic\"")) {
                    LOG.error(SAID, "line", line);
                }
            }
        }
        int code = process.waitFor();
        if (!isRemoved) {
            LOG.warn("etcd ended", "code", code);
        }
        return isRemoved;
    }

    /// Asks it to end, and ends it if it does not.
    void stop() {
        process.destroy();
        boolean isInterrupted = false;
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            isInterrupted = true;
            process.destroyForcibly();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }
}
