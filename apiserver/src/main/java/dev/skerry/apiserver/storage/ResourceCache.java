// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// All objects of one resource, and its latest changes. Fed by [ObjectStorage] in the order of revisions;
/// read by any thread. Objects are immutable, so only references are copied under the lock.
final class ResourceCache {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private NavigableMap<ObjectName, StoredObject> objects = new TreeMap<>(NameOrder.BY_TEXT);

    @GuardedBy("lock")
    private Packing packing = new Packing();

    @GuardedBy("lock")
    private EventRing ring = new EventRing(0);

    /// Rises when everything is loaded anew: places in the old ring mean nothing then.
    @GuardedBy("lock")
    private int epoch;

    @GuardedBy("lock")
    private long lastChange;

    /// What the texts of all objects have together.
    @GuardedBy("lock")
    private long bytes;

    @GuardedBy("lock")
    private int watches;

    /// What became of a wish to read the past.
    sealed interface Past {
        record Known(SequencedCollection<StoredObject> objects) implements Past {}

        record Forgotten(long oldest) implements Past {}
    }

    /// A watcher's place in the ring.
    record Place(int epoch, long position) {}

    /// What a watcher finds at its place.
    sealed interface Found {
        record Events(List<CacheEvent> events, Place next) implements Found {}

        record Lost(long oldest) implements Found {}
    }

    /// Replaces everything by what the store holds.
    ///
    /// @param loaded in [NameOrder], and given away
    /// @param packed knows what of it is packed already
    /// @param revision later changes will be told, earlier ones may be told again
    void load(NavigableMap<ObjectName, StoredObject> loaded, Packing packed, long revision) {
        lock.lock();
        try {
            packing = packed;
            objects = loaded;
            bytes = loaded.values().stream().mapToLong(StoredObject::size).sum();
            ring = new EventRing(revision);
            lastChange = revision;
            epoch++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Takes in one change.
    ///
    /// @param after null for a deletion
    void apply(ObjectName name, long revision, @Nullable StoredObject after) {
        lock.lock();
        try {
            StoredObject before = objects.get(name);
            // A change from before the load may come once more: what is here is newer.
            boolean isKnown = before != null && before.revision() >= revision;
            if (isKnown || (before == null && after == null)) {
                return;
            }
            bytes += (after == null ? 0 : after.size()) - (before == null ? 0 : before.size());
            // Taken out also before something newer is put in: else the old name would stay beside the new one.
            objects.remove(name);
            if (after != null) {
                objects.put(after.name(), after);
                packing.admit(after, objects.size());
            }
            if (revision > ring.base()) {
                ring.add(new CacheEvent(revision, before, after));
            }
            lastChange = Math.max(lastChange, revision);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Optional<StoredObject> find(ObjectName name) {
        lock.lock();
        try {
            return Optional.ofNullable(objects.get(name));
        } finally {
            lock.unlock();
        }
    }

    /// @param namespace empty for all
    List<StoredObject> list(String namespace) {
        lock.lock();
        try {
            return List.copyOf(within(objects, namespace).values());
        } finally {
            lock.unlock();
        }
    }

    /// How much there is, and how many follow it.
    ResourceLoad load() {
        lock.lock();
        try {
            return new ResourceLoad(objects.size(), bytes, watches);
        } finally {
            lock.unlock();
        }
    }

    /// Somebody begins to follow, or ends.
    void countWatches(int more) {
        lock.lock();
        try {
            watches += more;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return objects.size();
        } finally {
            lock.unlock();
        }
    }

    long lastChange() {
        lock.lock();
        try {
            return lastChange;
        } finally {
            lock.unlock();
        }
    }

    /// The objects as they stood at a revision, found by undoing the changes since.
    Past listAt(String namespace, long revision) {
        lock.lock();
        try {
            if (revision < ring.base()) {
                return new Past.Forgotten(ring.base());
            }
            var then = new TreeMap<>(within(objects, namespace));
            for (CacheEvent event : ring.newestFirstAfter(revision)) {
                undo(event, then, namespace);
            }
            return new Past.Known(new ArrayList<>(then.values()));
        } finally {
            lock.unlock();
        }
    }

    /// The objects of now, and the place from which to go on.
    Place listAndPlace(String namespace, Collection<StoredObject> target) {
        lock.lock();
        try {
            target.addAll(within(objects, namespace).values());
            return new Place(epoch, ring.end());
        } finally {
            lock.unlock();
        }
    }

    /// The place behind a revision; empty if changes since then are forgotten.
    Optional<Place> placeAfter(long revision) {
        lock.lock();
        try {
            return revision < ring.base() ? Optional.empty() : Optional.of(new Place(epoch, ring.placeAfter(revision)));
        } finally {
            lock.unlock();
        }
    }

    long oldest() {
        lock.lock();
        try {
            return ring.base();
        } finally {
            lock.unlock();
        }
    }

    /// Lets everybody who waits look again whether they still want to.
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Changes from a place on, at most `limit`; waits for the first one at most this long, and only as long as
    /// it is wanted.
    Found read(Place place, int limit, Duration wait, BooleanSupplier isWanted) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = wait.toNanos();
            while (place.epoch() == epoch && place.position() == ring.end() && left > 0 && isWanted.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
            if (place.epoch() != epoch || !ring.holds(place.position())) {
                return new Found.Lost(ring.base());
            }
            long to = Math.min(ring.end(), place.position() + limit);
            var events = new ArrayList<CacheEvent>((int) (to - place.position()));
            for (long position = place.position(); position < to; position++) {
                events.add(ring.at(position));
            }
            return new Found.Events(events, new Place(place.epoch(), to));
        } finally {
            lock.unlock();
        }
    }

    /// `namespace/name`, or the name alone: the order in which lists come.
    static String key(ObjectName name) {
        return name.toString();
    }

    private static void undo(CacheEvent event, NavigableMap<ObjectName, StoredObject> target, String namespace) {
        StoredObject before = event.before();
        StoredObject after = event.after();
        StoredObject either = before == null ? after : before;
        if (either == null
                || !(namespace.isEmpty() || namespace.equals(either.name().namespace()))) {
            return;
        }
        if (before == null) {
            target.remove(either.name());
        } else {
            target.put(before.name(), before);
        }
    }

    private static NavigableMap<ObjectName, StoredObject> within(
            NavigableMap<ObjectName, StoredObject> all, String namespace) {
        return namespace.isEmpty()
                ? all
                : all.subMap(NameOrder.before(namespace), true, NameOrder.behind(namespace), false);
    }
}
