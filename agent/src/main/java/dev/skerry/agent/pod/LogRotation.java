// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.runtime.ContainerRuntime;
import dev.skerry.runtime.ContainerRuntime.Container;
import dev.skerry.runtime.ContainerRuntime.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/// Keeps the logs of running containers within five files of ten megabytes each: `0.log`, and `0.log.1` (the
/// newest) to `0.log.4`.
final class LogRotation {
    private static final Log LOG = Log.of("agent.pod");

    static final int FILES_MAX = 5;
    static final long BYTES_MAX = 10 << 20;

    static final Duration PERIOD = Duration.ofSeconds(10);

    private final ContainerRuntime runtime;
    private final Clock clock;

    LogRotation(ContainerRuntime runtime, Clock clock) {
        this.runtime = runtime;
        this.clock = clock;
    }

    void run() throws InterruptedException {
        while (true) {
            clock.sleep(PERIOD);
            for (Container container : runtime.containers()) {
                if (container.state() instanceof State.Running) {
                    rotate(container.spec().id(), Path.of(container.spec().logPath()), BYTES_MAX);
                }
            }
        }
    }

    /// Moves the log away if it is too long, and has the runtime begin a new one.
    void rotate(String id, Path log, long bytesMax) {
        try {
            if (!Files.isRegularFile(log) || Files.size(log) < bytesMax) {
                return;
            }
            for (int i = FILES_MAX - 1; i > 1; i--) {
                Path newer = rotated(log, i - 1);
                if (Files.exists(newer)) {
                    Files.move(newer, rotated(log, i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(log, rotated(log, 1), StandardCopyOption.REPLACE_EXISTING);
            runtime.reopenLog(id);
        } catch (IOException | TransientException failed) {
            LOG.warn("log not rotated", "log", log, "error", failed.getMessage());
        }
    }

    /// The n-th oldest file of a log; 1 is the newest of them.
    static Path rotated(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }
}
