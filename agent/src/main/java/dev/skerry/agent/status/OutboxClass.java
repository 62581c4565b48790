// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What waits in one class of the outbox: numbers and sizes; the messages themselves are on disk. Pure: the
/// outbox's lock guards it, and the outbox does what its answers say.
final class OutboxClass {
    /// @param subject of which only the latest message counts; empty if each counts
    private record Waiting(String subject, int bytes, boolean isStored) {}

    private final Quota quota;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private final Map<String, Long> bySubject = new HashMap<>();
    private long bytes;
    private long last;

    OutboxClass(Quota quota, long last) {
        this.quota = quota;
        this.last = last;
    }

    /// Takes back a message that was on disk at the start.
    void restore(long sequence, String subject, int size) {
        last = Math.max(last, sequence);
        add(sequence, new Waiting(subject, size, true));
    }

    /// A number for a new message, which is not on disk yet, and what it makes needless: the earlier message
    /// of its subject, and the oldest over the quota.
    Reservation reserve(String subject, int size) {
        Long earlier = subject.isEmpty() ? null : bySubject.get(subject);
        var displaced = new ArrayList<Long>();
        long count = waiting.size() + 1L;
        long sum = bytes + size;
        Waiting replaced = earlier == null ? null : waiting.get(earlier);
        if (earlier != null && replaced != null) {
            displaced.add(earlier);
            count--;
            sum -= replaced.bytes();
        }
        int dropped = 0;
        for (var oldest : waiting.entrySet()) {
            if (count <= quota.messagesMax() && sum <= quota.bytesMax()) {
                break;
            }
            if (!displaced.contains(oldest.getKey())) {
                displaced.add(oldest.getKey());
                count--;
                sum -= oldest.getValue().bytes();
                dropped++;
            }
        }
        long sequence = ++last;
        add(sequence, new Waiting(subject, size, false));
        return new Reservation(sequence, displaced, dropped);
    }

    /// A new message's place.
    ///
    /// @param displaced messages that it makes needless
    /// @param dropped how many of them are lost, not replaced
    record Reservation(long sequence, List<Long> displaced, int dropped) {
        Reservation {
            displaced = List.copyOf(displaced);
        }
    }

    /// The message is on disk, and what it displaced is not any more.
    void stored(Reservation reservation) {
        reservation.displaced().forEach(this::drop);
        waiting.computeIfPresent(reservation.sequence(), (_, old) -> new Waiting(old.subject(), old.bytes(), true));
    }

    /// The message could not be written.
    void failed(long sequence) {
        drop(sequence);
    }

    /// The next messages after one, in order, as many as fit; none behind one that is not on disk yet, so
    /// that nothing overtakes within a class.
    List<Long> after(long sequence, int countMax, int bytesMax) {
        var next = new ArrayList<Long>();
        int sum = 0;
        for (var entry : waiting.tailMap(sequence, false).entrySet()) {
            sum += entry.getValue().bytes();
            boolean isFull = next.size() == countMax || (sum > bytesMax && !next.isEmpty());
            if (isFull || !entry.getValue().isStored()) {
                break;
            }
            next.add(entry.getKey());
        }
        return next;
    }

    /// Everything up to this number has arrived; what was waiting of it.
    List<Long> acknowledge(long sequence) {
        var done = List.copyOf(waiting.headMap(sequence, true).keySet());
        done.forEach(this::drop);
        return done;
    }

    long last() {
        return last;
    }

    int size() {
        return waiting.size();
    }

    private void add(long sequence, Waiting message) {
        waiting.put(sequence, message);
        bytes += message.bytes();
        if (!message.subject().isEmpty()) {
            bySubject.put(message.subject(), sequence);
        }
    }

    private void drop(long sequence) {
        Waiting message = waiting.remove(sequence);
        if (message != null) {
            bytes -= message.bytes();
            bySubject.remove(message.subject(), sequence);
        }
    }
}
