// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.client.informer.Cache;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Takes names from a queue and gives each to a reconciler, once the caches it reads are filled.
///
/// Failures: a transient one, and anything the API refused, is retried with backoff (a conflict means
/// only that the cache was behind); a terminal one waits for the object to change; anything else is a bug
/// and falls through, so that the process restarts instead of running half.
public final class Controller {
    private static final Log LOG = Log.of("client.controller");

    private final String name;
    private final Reconciler reconciler;
    private final List<Cache<?>> caches;
    private final Clock clock;
    private final Metrics metrics;
    private final WorkQueue<ObjectName> queue;

    /// @param name in metrics and logs: `deployment`
    /// @param caches what the reconciler reads; no pass begins before all are filled
    public Controller(
            String name,
            Reconciler reconciler,
            List<Cache<?>> caches,
            Clock clock,
            RandomGenerator random,
            Metrics metrics) {
        this.name = name;
        this.reconciler = reconciler;
        this.caches = List.copyOf(caches);
        this.clock = clock;
        this.metrics = metrics;
        this.queue = new WorkQueue<>(clock, random);
        metrics.gauge("workqueue_depth", "Names that wait for a pass.", queue::size, "name", name);
    }

    /// Asks for a pass over this name; from any thread, handlers of caches above all.
    public void enqueue(ObjectName object) {
        queue.add(object);
    }

    public void enqueueAfter(ObjectName object, Duration delay) {
        queue.addAfter(object, delay);
    }

    /// Makes one pass if one is due; false if none is. For a simulator.
    public boolean step() throws InterruptedException {
        if (!caches.stream().allMatch(Cache::isSynced)) {
            return false;
        }
        var object = queue.poll();
        if (object.isPresent()) {
            pass(object.get());
        }
        return object.isPresent();
    }

    /// Until the next pass is due; empty if none waits.
    public Optional<Duration> untilNext() {
        return queue.untilNext();
    }

    /// Starts the given number of workers.
    public void start(TaskGroup tasks, int workers) {
        for (int i = 0; i < workers; i++) {
            tasks.start("controller " + name + " " + i, this::work);
        }
    }

    private void work() throws InterruptedException {
        for (Cache<?> cache : caches) {
            cache.awaitSynced();
        }
        while (true) {
            pass(queue.take());
        }
    }

    private void pass(ObjectName object) throws InterruptedException {
        long start = clock.nanos();
        String outcome = outcome(object);
        metrics.observe("skerry_reconcile_seconds", "How long passes take.", clock.nanos() - start, "controller", name);
        metrics.increment("skerry_reconcile_total", "Passes by outcome.", "controller", name, "outcome", outcome);
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop");
        }
    }

    private String outcome(ObjectName object) throws InterruptedException {
        try {
            Outcome outcome = reconciler.reconcile(object);
            queue.done(object);
            return switch (outcome) {
                case Outcome.Settled() -> "settled";
                case Outcome.Again(Duration after) -> {
                    queue.addAfter(object, after);
                    yield "again";
                }
            };
        } catch (TransientException failed) {
            retry(object, failed);
            return "retried";
        } catch (StatusException refused) {
            retry(object, refused);
            return refused.code() == 409 ? "conflict" : "refused";
        } catch (TerminalException failed) {
            LOG.warn("gives up until it changes", "controller", name, "object", object, "why", failed.getMessage());
            queue.done(object);
            return "failed";
        }
    }

    private void retry(ObjectName object, RuntimeException failed) {
        queue.failed(object);
        // A conflict or a moment without server is everyday life; what goes on failing is not.
        if (queue.failures(object) == 5) {
            LOG.warn("keeps failing", "controller", name, "object", object, "why", failed.getMessage());
        }
    }
}
