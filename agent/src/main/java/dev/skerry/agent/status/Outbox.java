// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.status;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.edge.NodeMessage;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import dev.skerry.store.Write;
import dev.skerry.tunnel.frame.Message;
import dev.skerry.tunnel.frame.MessageClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// The durable queue of what goes up to the server.
///
/// Each class of messages has its own sequence, its own order and its own quota. A message takes its number
/// under the lock, is written outside of it, and may leave once it and all before it in its class are on
/// disk; so many pods can report at once, each paying for one commit. Numbers are never used twice, also
/// after a crash: the highest one is written with each message. An outbox that lost its database begins a new
/// incarnation, so that the server does not take its numbers for old ones.
public final class Outbox implements Upstream {
    private static final Log LOG = Log.of("agent.status");
    private static final String MESSAGES = "/outbox/messages/";
    private static final String LAST = "/outbox/last/";
    private static final Key INCARNATION = new Key("/outbox/incarnation");
    private static final int PAGE = 500;

    private final Store store;
    private final Metrics metrics;
    private final long incarnation;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<OutboxClass> classes;

    private volatile Runnable listener = () -> {};

    /// Takes up what was left by the last run.
    ///
    /// @param random draws the incarnation of a new outbox
    public Outbox(Store store, RandomGenerator random, Metrics metrics) {
        this.store = store;
        this.metrics = metrics;
        this.incarnation = store.find(INCARNATION)
                .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                .orElseGet(() -> begin(store, random));
        this.classes = Arrays.stream(MessageClass.values()).map(this::restored).toList();
        for (MessageClass urgency : MessageClass.values()) {
            metrics.gauge(
                    "skerry_outbox_messages",
                    "Messages that wait for the server.",
                    () -> size(urgency),
                    "class",
                    urgency.name());
        }
    }

    /// Called after there is something new to send, from whichever thread brought it: must only take note.
    public void onNews(Runnable action) {
        listener = action;
    }

    @Override
    public void status(GroupVersionResource resource, ObjectName name, String uid, JsonObject status) {
        add(MessageClass.STATUS, new NodeMessage.StatusReport(resource, name, uid, status));
    }

    @Override
    public void event(KubeObject event) {
        add(MessageClass.EVENT, new NodeMessage.EventReport(event));
    }

    @Override
    public void podGone(ObjectName name, String uid) {
        add(MessageClass.STATUS, new NodeMessage.PodGone(name, uid));
    }

    /// The node as it sees itself; replaces an earlier report that has not left yet.
    public void node(KubeObject node) {
        add(MessageClass.HEARTBEAT, new NodeMessage.NodeReport(node));
    }

    /// Which sequence of numbers this outbox uses.
    public long incarnation() {
        return incarnation;
    }

    /// Whether there is a message of any class behind these numbers that may be sent.
    public boolean hasAfter(Map<MessageClass, Long> sent) {
        lock.lock();
        try {
            for (MessageClass urgency : MessageClass.values()) {
                if (!classes.get(urgency.ordinal())
                        .after(sent.getOrDefault(urgency, 0L), 1, 0)
                        .isEmpty()) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// The next messages behind these numbers, the most urgent class first.
    public List<Message> after(Map<MessageClass, Long> sent, int countMax, int bytesMax) {
        var messages = new ArrayList<Message>();
        int bytes = 0;
        for (MessageClass urgency : MessageClass.values()) {
            for (long sequence :
                    numbers(urgency, sent.getOrDefault(urgency, 0L), countMax - messages.size(), bytesMax - bytes)) {
                // One that was replaced since its number was read is gone; its replacement comes later.
                var entry = store.find(key(urgency, sequence));
                entry.ifPresent(found -> messages.add(new Message(urgency, sequence, found.value())));
                bytes += entry.map(found -> found.value().length).orElse(0);
            }
            if (messages.size() >= countMax || bytes >= bytesMax) {
                break;
            }
        }
        return messages;
    }

    /// The server has applied everything of this class up to this number: it may be forgotten.
    public void acknowledge(MessageClass urgency, long sequence) {
        List<Long> done;
        lock.lock();
        try {
            done = classes.get(urgency.ordinal()).acknowledge(sequence);
        } finally {
            lock.unlock();
        }
        if (!done.isEmpty()) {
            store.writeAll(done.stream()
                    .map(number -> (Write) new Write.Remove(key(urgency, number)))
                    .toList());
        }
    }

    /// How many messages of a class wait.
    public int size(MessageClass urgency) {
        lock.lock();
        try {
            return classes.get(urgency.ordinal()).size();
        } finally {
            lock.unlock();
        }
    }

    private void add(MessageClass urgency, NodeMessage message) {
        byte[] payload = message.toBytes();
        var place = reserve(urgency, message.subject().orElse(""), payload.length);
        boolean isWritten = false;
        try {
            var writes = new ArrayList<Write>();
            writes.add(new Write.Put(key(urgency, place.sequence()), payload));
            writes.add(new Write.Put(new Key(LAST + urgency.name()), number(place.sequence())));
            place.displaced().forEach(sequence -> writes.add(new Write.Remove(key(urgency, sequence))));
            store.writeAll(writes);
            isWritten = true;
        } finally {
            settle(urgency, place, isWritten);
        }
        if (place.dropped() > 0) {
            metrics.add(
                    "skerry_outbox_dropped_total",
                    "Messages dropped because their class was over its quota.",
                    place.dropped(),
                    "class",
                    urgency.name());
            LOG.debug("the oldest messages were dropped", "class", urgency, "count", place.dropped());
        }
        listener.run();
    }

    private OutboxClass.Reservation reserve(MessageClass urgency, String subject, int size) {
        lock.lock();
        try {
            return classes.get(urgency.ordinal()).reserve(subject, size);
        } finally {
            lock.unlock();
        }
    }

    private void settle(MessageClass urgency, OutboxClass.Reservation place, boolean isWritten) {
        lock.lock();
        try {
            if (isWritten) {
                classes.get(urgency.ordinal()).stored(place);
            } else {
                classes.get(urgency.ordinal()).failed(place.sequence());
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Long> numbers(MessageClass urgency, long after, int countMax, int bytesMax) {
        lock.lock();
        try {
            return countMax <= 0 ? List.of() : classes.get(urgency.ordinal()).after(after, countMax, bytesMax);
        } finally {
            lock.unlock();
        }
    }

    private OutboxClass restored(MessageClass urgency) {
        long last = store.find(new Key(LAST + urgency.name()))
                .map(entry -> ByteBuffer.wrap(entry.value()).getLong())
                .orElse(0L);
        var restored = new OutboxClass(Quota.of(urgency), last);
        String prefix = MESSAGES + urgency.name() + "/";
        String from = prefix;
        while (true) {
            Page page = store.range(prefix, from, PAGE);
            page.entries().forEach(entry -> {
                long sequence = HexFormat.fromHexDigitsToLong(entry.key().text().substring(prefix.length()));
                String subject = NodeMessage.read(entry.value()).subject().orElse("");
                restored.restore(sequence, subject, entry.value().length);
            });
            if (!page.hasMore() || page.entries().isEmpty()) {
                return restored;
            }
            from = page.entries().getLast().key().text() + "\u0001";
        }
    }

    private static long begin(Store store, RandomGenerator random) {
        long incarnation = random.nextLong();
        store.writeAll(List.of(new Write.Put(INCARNATION, number(incarnation))));
        return incarnation;
    }

    private static Key key(MessageClass urgency, long sequence) {
        return new Key(MESSAGES + urgency.name() + "/" + HexFormat.of().toHexDigits(sequence));
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
