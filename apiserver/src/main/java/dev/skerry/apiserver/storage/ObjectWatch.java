// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

/// Follows the changes of one resource through a filter. It is only a place in the resource's ring, so an
/// idle watch costs next to nothing, and a slow one is cut off when the ring has moved on. One thread reads; any
/// may close, which ends its wait.
public final class ObjectWatch implements AutoCloseable {
    private static final int BATCH = 256;

    private final ObjectStorage storage;
    private final ResourceCache cache;
    private final ObjectFilter filter;
    private final Deque<ObjectEvent> ready = new ArrayDeque<>();
    private ResourceCache.Place place;
    private long seen;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    /// What the reader gets.
    public sealed interface Next {
        record Event(ObjectEvent event) implements Next {}

        /// Nothing came within the time; everything up to this revision has been told.
        record Quiet(long revision) implements Next {}

        /// The reader was too slow, or the past it asked for is forgotten: it must list again.
        record Lost(long asked, long oldest) implements Next {}
    }

    /// @param initial told as ADDED before anything else
    /// @param seen the revision that the initial objects stand at
    ObjectWatch(
            ObjectStorage storage,
            ResourceCache cache,
            ObjectFilter filter,
            Collection<StoredObject> initial,
            ResourceCache.Place place,
            long seen) {
        this.storage = storage;
        this.cache = cache;
        this.filter = filter;
        this.place = place;
        this.seen = seen;
        cache.countWatches(1);
        initial.stream()
                .filter(filter::matches)
                .forEach(object -> ready.add(new ObjectEvent(ObjectEvent.Type.ADDED, object)));
    }

    /// The next event; waits for it at most this long, zero only looks.
    public Next next(Duration wait) throws InterruptedException {
        ObjectEvent first = ready.poll();
        if (first != null) {
            return new Next.Event(first);
        }
        // Taken before reading: whatever was applied up to here is in the ring already.
        long applied = storage.appliedRevision();
        return switch (cache.read(place, BATCH, wait, isOpen::get)) {
            case ResourceCache.Found.Lost(long oldest) -> new Next.Lost(seen, oldest);
            case ResourceCache.Found.Events(var events, var next) -> {
                place = next;
                for (CacheEvent event : events) {
                    event.seenThrough(filter).ifPresent(ready::add);
                }
                seen = events.isEmpty()
                        ? Math.max(seen, applied)
                        : events.getLast().revision();
                ObjectEvent event = ready.poll();
                yield event == null ? new Next.Quiet(seen) : new Next.Event(event);
            }
        };
    }

    /// Whether everything that was there at the start has been told.
    public boolean hasPending() {
        return !ready.isEmpty();
    }

    @Override
    public void close() {
        if (isOpen.compareAndSet(true, false)) {
            cache.countWatches(-1);
        }
        cache.wake();
    }
}
