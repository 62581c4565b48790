// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.client.KubeClient.PatchType;
import dev.skerry.client.controller.EventCorrelator.Decision;
import dev.skerry.client.controller.EventCorrelator.Happening;
import dev.skerry.client.controller.EventRecorder.Regarding;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Events on their way to the server, written one after another by one thread, so that no controller
/// waits for its own story to be told. At most [#WAITING_MAX] wait; when it is full the oldest is dropped
/// and counted.
public final class EventOutbox {
    private static final GroupVersionResource EVENTS = new GroupVersionResource("", "v1", "events");
    private static final GroupVersionKind EVENT = new GroupVersionKind("", "v1", "Event");
    private static final int WAITING_MAX = 1000;

    /// The API's own limit for the note of an event.
    private static final int MESSAGE_MAX = 1024;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final int REMEMBERED_MAX = 2048;

    private record Waiting(String component, Regarding about, String type, String reason, String message, Instant at) {}

    /// An event that was written and may be counted up.
    private record Written(ObjectName name, long count) {}

    private final KubeClient client;
    private final Clock clock;
    private final RandomGenerator random;
    private final Metrics metrics;
    private final EventCorrelator correlator = new EventCorrelator();
    private final Map<String, Written> written = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private int failures;
    private long notBeforeNanos;
    private long number;

    @GuardedBy("lock")
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    public EventOutbox(KubeClient client, Clock clock, RandomGenerator random, Metrics metrics) {
        this.client = client;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        this.notBeforeNanos = clock.nanos();
    }

    /// @param component who tells: `deployment-controller`
    public EventRecorder recorder(String component) {
        return new EventRecorder(this, component);
    }

    public void start(TaskGroup tasks) {
        tasks.start("events", this::run);
    }

    /// Writes one event; false if there is none to write now. For a simulator.
    public boolean step() {
        if (notBeforeNanos - clock.nanos() > 0) {
            return false;
        }
        Waiting next = takeFirst();
        if (next == null) {
            return false;
        }
        write(next);
        return true;
    }

    void put(String component, Regarding about, String type, String reason, String message) {
        String shortened = message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX - 1) + "…" : message;
        lock.lock();
        try {
            if (waiting.size() >= WAITING_MAX) {
                waiting.removeFirst();
                metrics.increment("skerry_events_dropped_total", "Events not written.", "why", "full");
            }
            waiting.addLast(new Waiting(component, about, type, reason, shortened, clock.now()));
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() throws InterruptedException {
        while (true) {
            awaitFilled();
            long wait = notBeforeNanos - clock.nanos();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            }
            step();
        }
    }

    private void awaitFilled() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                filled.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Waiting takeFirst() {
        lock.lock();
        try {
            return waiting.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    private void write(Waiting event) {
        String object = event.about().uid().isEmpty()
                ? event.about().kind() + event.about().namespace() + "/"
                        + event.about().name()
                : event.about().uid();
        var happening = new Happening(event.component(), object, event.type(), event.reason(), event.message());
        Decision decision = correlator.decide(happening, clock.nanos());
        try {
            switch (decision) {
                case Decision.Create(String key, String message) -> create(key, event, message);
                case Decision.Repeat(String key, String message) -> repeat(key, event, message);
                case Decision.Drop() ->
                    metrics.increment("skerry_events_dropped_total", "Events not written.", "why", "too-many");
            }
            failures = 0;
        } catch (StatusException refused) {
            // The namespace is going away, or the server finds it malformed: nobody would read it.
            metrics.increment("skerry_events_dropped_total", "Events not written.", "why", "refused");
            forget(decision);
        } catch (TransientException failed) {
            failures++;
            notBeforeNanos = clock.nanos() + BACKOFF.delay(failures, random).toNanos();
            forget(decision);
            putBack(event);
        }
    }

    /// What could not be written goes first again, unless the outbox has filled up meanwhile.
    private void putBack(Waiting event) {
        lock.lock();
        try {
            if (waiting.size() < WAITING_MAX) {
                waiting.addFirst(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Decision decision) {
        if (decision instanceof Decision.Create create) {
            correlator.forget(create.key());
        }
    }

    private void create(String key, Waiting event, String message) {
        KubeObject made = event(event, message);
        client.create(EVENTS, made);
        written.put(key, new Written(made.objectName(), 1));
        if (written.size() > REMEMBERED_MAX) {
            written.remove(written.keySet().iterator().next());
        }
    }

    private void repeat(String key, Waiting event, String message) {
        Written known = written.get(key);
        if (known == null) {
            create(key, event, message);
            return;
        }
        long count = known.count() + 1;
        var patch = JsonObject.of("count", count, "lastTimestamp", text(event.at()), "message", message);
        try {
            client.patch(EVENTS, known.name(), "", PatchType.MERGE, patch);
            written.put(key, new Written(known.name(), count));
        } catch (StatusException refused) {
            if (refused.code() != 404) {
                throw refused;
            }
            // Events live for an hour; the one to count up has expired.
            create(key, event, message);
        }
    }

    private KubeObject event(Waiting event, String message) {
        Regarding about = event.about();
        // Events about cluster-scoped objects live in "default", where everybody looks for them.
        String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
        var involved = JsonObject.builder()
                .putIfText("kind", about.kind())
                .putIfText("namespace", about.namespace())
                .putIfText("name", about.name())
                .putIfText("uid", about.uid())
                .putIfText("apiVersion", about.apiVersion())
                .putIfText("resourceVersion", about.resourceVersion())
                .build();
        return KubeObject.of(EVENT, new ObjectName(namespace, eventName(event)))
                .with(involved, "involvedObject")
                .with(event.reason(), "reason")
                .with(message, "message")
                .with(JsonObject.of("component", event.component()), "source")
                .with(text(event.at()), "firstTimestamp")
                .with(text(event.at()), "lastTimestamp")
                .with(Json.of(1), "count")
                .with(event.type(), "type")
                .with(JsonNull.NULL, "eventTime")
                .with(event.component(), "reportingComponent")
                .with("", "reportingInstance");
    }

    /// `web-0.17f3a2b4c5d6e7f8`: the time makes it unique, and the running number when a clock stands still.
    private String eventName(Waiting event) {
        long nanos = event.at().getEpochSecond() * 1_000_000_000L + event.at().getNano();
        return event.about().name() + "." + Long.toHexString(nanos + number++);
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
