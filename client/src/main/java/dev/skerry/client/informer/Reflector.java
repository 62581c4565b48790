// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import dev.skerry.api.meta.StatusException;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.Scope;
import dev.skerry.client.WatchStream;
import dev.skerry.client.WatchStream.Event;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps a [Cache] true: lists once, watches from there, watches again from the last version when the
/// connection ends, and lists again when the server has forgotten that version (410).
///
/// A state machine that is moved by one thread at a time: [#step] never waits, for a simulator;
/// [#run] is the loop for a thread. While the server cannot be reached the cache stays as it was, and
/// attempts go on with backoff, without end.
public final class Reflector<T> implements AutoCloseable {
    private static final Log LOG = Log.of("client.informer");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    /// Servers send a bookmark about every minute; a watch that is silent for three is dead.
    private static final Duration SILENCE_MAX = Duration.ofMinutes(3);

    private final KubeClient client;
    private final Scope scope;
    private final Cache<T> cache;
    private final Clock clock;
    private final RandomGenerator random;

    /// Where to watch from; empty when the next thing to do is to list.
    private String resourceVersion = "";

    private @Nullable WatchStream stream;
    private long notBeforeNanos;
    private int failures;

    public Reflector(KubeClient client, Scope scope, Cache<T> cache, Clock clock, RandomGenerator random) {
        this.client = client;
        this.scope = scope;
        this.cache = cache;
        this.clock = clock;
        this.random = random;
        this.notBeforeNanos = clock.nanos();
    }

    /// Does what can be done without waiting; false if there is nothing to do now.
    public boolean step() throws InterruptedException {
        if (stream != null) {
            return take(stream, Duration.ZERO);
        }
        if (notBeforeNanos - clock.nanos() > 0) {
            return false;
        }
        connect();
        return true;
    }

    /// Goes on until the thread is told to stop.
    public void run() throws InterruptedException {
        try {
            while (true) {
                if (stream != null) {
                    if (!take(stream, SILENCE_MAX)) {
                        end();
                    }
                } else {
                    long wait = notBeforeNanos - clock.nanos();
                    if (wait > 0) {
                        clock.sleep(Duration.ofNanos(wait));
                    }
                    connect();
                }
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        end();
    }

    private void connect() throws InterruptedException {
        try {
            if (resourceVersion.isEmpty()) {
                var listed = client.list(scope);
                cache.replace(listed.items(), listed.resourceVersion());
                resourceVersion = listed.resourceVersion();
            }
            stream = client.watch(scope, resourceVersion);
        } catch (StatusException refused) {
            if (refused.code() == 410) {
                resourceVersion = "";
            }
            retryLater(refused.getMessage());
        } catch (TransientException failed) {
            retryLater(failed.getMessage());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop while connecting");
        }
    }

    /// Takes one event; false if none came in time.
    private boolean take(WatchStream from, Duration wait) throws InterruptedException {
        Optional<Event> event = from.next(wait);
        event.ifPresent(this::apply);
        return event.isPresent();
    }

    private void apply(Event event) {
        switch (event) {
            case Event.Added(var object) -> {
                cache.put(object);
                reached(object.resourceVersion());
            }
            case Event.Modified(var object) -> {
                cache.put(object);
                reached(object.resourceVersion());
            }
            case Event.Deleted(var object) -> {
                cache.remove(object);
                reached(object.resourceVersion());
            }
            case Event.Bookmark(var version) -> {
                cache.reached(version);
                reached(version);
            }
            case Event.Failed(int code, String message) -> {
                end();
                if (code == 410) {
                    resourceVersion = "";
                }
                retryLater(message);
            }
            case Event.Ended() -> {
                end();
                // A watch that ends before it said anything, again and again, must not become a busy loop.
                retryLater("the watch ended");
            }
        }
    }

    private void reached(String version) {
        resourceVersion = version;
        failures = 0;
    }

    private void retryLater(@Nullable String why) {
        failures++;
        // The first attempt comes at once: most watches end because their time is over.
        Duration delay = failures == 1 ? Duration.ZERO : BACKOFF.delay(failures - 1, random);
        notBeforeNanos = clock.nanos() + delay.toNanos();
        if (failures == 3) {
            LOG.warn("cannot watch, keeps trying", "resource", scope.resource(), "why", why);
        }
    }

    private void end() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
