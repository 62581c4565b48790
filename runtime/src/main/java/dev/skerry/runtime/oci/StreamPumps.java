// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.oci;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Copies streams, each on its own virtual thread, until they end.
///
/// A stream that breaks is an end as well: the client has gone, or the command has. Whoever is written to
/// is flushed after each piece, since somebody waits for it.
final class StreamPumps {
    private static final int BUFFER = 1 << 13;

    /// A command may leave a child behind that keeps its output open for ever.
    private static final long STRAGGLERS_SECONDS = 2;

    private final TaskGroup tasks;
    private final List<CountDownLatch> drains = new ArrayList<>();

    StreamPumps(TaskGroup tasks) {
        this.tasks = tasks;
    }

    /// Copies what the client sends; its end closes the target.
    void feed(InputStream source, OutputStream target) {
        tasks.startBlocking("exec stdin", () -> {
            copy(source, target);
            close(target);
        });
    }

    /// Copies what the client sends; its end ends nothing, as with a terminal.
    void feedOnly(InputStream source, OutputStream target) {
        tasks.startBlocking("exec stdin", () -> copy(source, target));
    }

    /// Copies what the command writes.
    void drain(InputStream source, OutputStream target) {
        var ended = new CountDownLatch(1);
        drains.add(ended);
        tasks.startBlocking("exec output", () -> {
            copy(source, target);
            ended.countDown();
        });
    }

    /// The command has ended: waits until its output has gone out, then stops all.
    void finish() throws InterruptedException {
        for (var drain : drains) {
            drain.await(STRAGGLERS_SECONDS, TimeUnit.SECONDS);
        }
        stop();
    }

    /// Stops without waiting: the client's stream may hang in a read that cannot be interrupted.
    void stop() {
        tasks.stop();
    }

    private static void copy(InputStream source, OutputStream target) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
                target.write(buffer, 0, count);
                target.flush();
            }
        } catch (IOException _) {
            // One side has gone; the other is told by the end of the command.
            return;
        }
    }

    private static void close(OutputStream target) {
        try {
            target.close();
        } catch (IOException _) {
            // The command has ended before it read everything.
            return;
        }
    }
}
