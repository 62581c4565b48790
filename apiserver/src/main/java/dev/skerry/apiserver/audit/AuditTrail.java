// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.audit;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// Carries events to where they are kept, in batches, on a thread of its own: requests do not wait for a disk
/// or for somebody else's server. The queue between is bounded; what happens when it is full is the choice of
/// whoever makes the trail.
public final class AuditTrail implements Consumer<JsonObject> {
    private static final Log LOG = Log.of("apiserver.audit");
    private static final int QUEUED_MAX = 10_000;
    private static final int BATCH_MAX = 400;

    private final Keeper keeper;
    private final WhenFull whenFull;
    private final Metrics metrics;
    private final BlockingQueue<JsonObject> queue = new ArrayBlockingQueue<>(QUEUED_MAX);

    /// Where events are kept.
    @FunctionalInterface
    public interface Keeper {
        /// @throws IOException if they could not be kept; they are counted as lost
        void keep(List<JsonObject> events) throws IOException, InterruptedException;
    }

    /// What happens to an event when the queue is full.
    public enum WhenFull {
        /// The request waits: nothing is done that is not told of.
        BLOCK,
        /// The event is lost and counted: the cluster does not depend on who listens.
        DROP
    }

    public AuditTrail(Keeper keeper, WhenFull whenFull, Metrics metrics) {
        this.keeper = keeper;
        this.whenFull = whenFull;
        this.metrics = metrics;
    }

    @Override
    public void accept(JsonObject event) {
        switch (whenFull) {
            case BLOCK -> {
                try {
                    queue.put(event);
                } catch (InterruptedException _) {
                    // A stream that was cut off tells of its end: it has no time to wait.
                    if (!queue.offer(event)) {
                        count(1);
                    }
                    Thread.currentThread().interrupt();
                }
            }
            case DROP -> {
                if (!queue.offer(event)) {
                    count(1);
                }
            }
        }
    }

    /// Carries events until it is interrupted; what has been told by then is kept still. Start it as a task.
    public void run() throws InterruptedException {
        try {
            while (true) {
                var batch = new ArrayList<JsonObject>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                keep(batch);
            }
        } finally {
            keepRest();
        }
    }

    private void keepRest() throws InterruptedException {
        // Interrupted already, and so would be whatever waits in here.
        boolean wasInterrupted = Thread.interrupted();
        var rest = new ArrayList<JsonObject>();
        queue.drainTo(rest);
        if (!rest.isEmpty()) {
            keep(rest);
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(List<JsonObject> batch) throws InterruptedException {
        try {
            keeper.keep(batch);
        } catch (IOException failed) {
            count(batch.size());
            LOG.warn("audit events are lost", "count", batch.size(), "why", String.valueOf(failed.getMessage()));
        }
    }

    private void count(int lost) {
        for (int i = 0; i < lost; i++) {
            metrics.increment("apiserver_audit_error_total", "Audit events that could not be kept.");
        }
    }
}
