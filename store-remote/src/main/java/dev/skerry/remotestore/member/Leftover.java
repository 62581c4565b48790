// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import dev.skerry.foundation.telemetry.Log;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// An etcd that outlived its server: one that was killed could not take its member along, and the next one needs
/// its data and its ports.
final class Leftover {
    private static final Log LOG = Log.of("store.etcd.member");
    private static final int STOP_SECONDS = 10;

    private Leftover() {}

    /// Stops whatever runs on this member's data.
    static void stop(MemberConfig config) {
        String mark = "--data-dir=" + config.folder();
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(mark))
                        .isPresent())
                .forEach(Leftover::stop);
    }

    private static void stop(ProcessHandle process) {
        LOG.warn("an etcd of an earlier server still runs; stopping it", "pid", process.pid());
        process.destroy();
        CompletableFuture<ProcessHandle> end = process.onExit();
        try {
            end.get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
