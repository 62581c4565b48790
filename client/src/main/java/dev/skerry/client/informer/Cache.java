// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.informer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The objects of one scope as they were a moment ago, reduced to what their reader needs.
///
/// **Order.** Kubernetes' resourceVersions grow over the whole cluster (and since 1.35 clients may
/// compare them), so the cache knows how far it has come: `seen` is the highest version that a list, an
/// event or a bookmark brought. An event older than what is held is ignored, so nothing goes backwards.
///
/// **Own writes.** Whoever has just written an object hands the answer to [#assume]; the next pass then
/// sees its own write even if the watch is behind. An assumed object that is not newer than `seen` is
/// ignored: the watch has already told what became of it, deletion perhaps. This is why controllers here
/// need no counters of expected events to keep from creating things twice.
///
/// @param <T> what is kept of an object: the object itself, or a record with the fields that are read
public final class Cache<T> {
    private record Held<T>(String uid, long version, T value) {}

    private record Index<T>(Function<T, Collection<String>> keys, Map<String, NavigableSet<ObjectName>> names) {}

    private final Function<KubeObject, T> projection;
    private final List<Consumer<Change<T>>> handlers = new CopyOnWriteArrayList<>();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final NavigableMap<ObjectName, Held<T>> objects = new TreeMap<>();

    @GuardedBy("lock")
    private final Map<String, Index<T>> indexes = new HashMap<>();

    @GuardedBy("lock")
    private long seen;

    public Cache(Function<KubeObject, T> projection) {
        this.projection = projection;
    }

    /// Tells every change from now on; what is there already is told at once, as having appeared.
    public void onChange(Consumer<Change<T>> handler) {
        var present = new ArrayList<Change<T>>();
        lock.lock();
        try {
            handlers.add(handler);
            objects.forEach((name, held) -> present.add(new Change.Appeared<>(name, held.value())));
        } finally {
            lock.unlock();
        }
        present.forEach(handler);
    }

    /// Adds an index once; a second index of the same name must mean the same and is ignored.
    public void index(String index, Function<T, Collection<String>> keys) {
        lock.lock();
        try {
            if (indexes.containsKey(index)) {
                return;
            }
            indexes.put(index, new Index<>(keys, new HashMap<>()));
            objects.forEach((name, held) -> indexes.values().forEach(one -> enter(one, name, held.value())));
        } finally {
            lock.unlock();
        }
    }

    public Optional<T> find(ObjectName name) {
        lock.lock();
        try {
            return Optional.ofNullable(objects.get(name)).map(Held::value);
        } finally {
            lock.unlock();
        }
    }

    /// Everything, ordered by name.
    public List<T> all() {
        lock.lock();
        try {
            return objects.values().stream().map(Held::value).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Everything in one namespace, ordered by name.
    public List<T> inNamespace(String namespace) {
        lock.lock();
        try {
            // The first name of the namespace that would come next in order.
            var end = new ObjectName(namespace + "\0", "");
            return objects.subMap(new ObjectName(namespace, ""), end).values().stream()
                    .map(Held::value)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// What an index has under a key, ordered by name.
    public List<T> indexed(String index, String key) {
        lock.lock();
        try {
            Index<T> found = indexes.get(index);
            if (found == null) {
                throw new IllegalStateException("this cache has no index " + index);
            }
            var values = new ArrayList<T>();
            for (ObjectName name : found.names().getOrDefault(key, new TreeSet<>())) {
                Held<T> held = objects.get(name);
                if (held != null) {
                    values.add(held.value());
                }
            }
            return values;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return objects.size();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the first list has come.
    public boolean isSynced() {
        return synced.getCount() == 0;
    }

    public void awaitSynced() throws InterruptedException {
        synced.await();
    }

    /// Takes in an object that this process has just written and the server has answered.
    public void assume(KubeObject written) {
        long version = version(written.resourceVersion());
        Change<T> change;
        lock.lock();
        try {
            change = version > seen ? store(written, version) : null;
        } finally {
            lock.unlock();
        }
        tell(change);
    }

    /// An event that says how an object is now.
    void put(KubeObject object) {
        long version = version(object.resourceVersion());
        Change<T> change;
        lock.lock();
        try {
            seen = Math.max(seen, version);
            change = store(object, version);
        } finally {
            lock.unlock();
        }
        tell(change);
    }

    /// An event that says that an object is gone.
    void remove(KubeObject last) {
        long version = version(last.resourceVersion());
        Change<T> change = null;
        lock.lock();
        try {
            seen = Math.max(seen, version);
            Held<T> held = objects.get(last.objectName());
            if (held != null && held.version() <= version) {
                change = drop(last.objectName(), held);
            }
        } finally {
            lock.unlock();
        }
        tell(change);
    }

    /// A bookmark: everything up to this version has been told.
    void reached(String resourceVersion) {
        lock.lock();
        try {
            seen = Math.max(seen, version(resourceVersion));
        } finally {
            lock.unlock();
        }
    }

    /// A whole list takes the place of what is held, except for own writes that are newer than the list.
    void replace(List<KubeObject> items, String resourceVersion) {
        long listVersion = version(resourceVersion);
        var changes = new ArrayList<Change<T>>();
        lock.lock();
        try {
            seen = Math.max(seen, listVersion);
            var present = new TreeSet<ObjectName>();
            for (KubeObject item : items) {
                present.add(item.objectName());
                Change<T> change = store(item, version(item.resourceVersion()));
                if (change != null) {
                    changes.add(change);
                }
            }
            for (ObjectName name : List.copyOf(objects.keySet())) {
                Held<T> held = objects.get(name);
                if (held != null && !present.contains(name) && held.version() <= listVersion) {
                    changes.add(drop(name, held));
                }
            }
        } finally {
            lock.unlock();
        }
        synced.countDown();
        changes.forEach(this::tell);
    }

    @GuardedBy("lock")
    private @Nullable Change<T> store(KubeObject object, long version) {
        ObjectName name = object.objectName();
        Held<T> was = objects.get(name);
        if (was != null && version != 0 && was.version() >= version) {
            return null;
        }
        T now = projection.apply(object);
        objects.put(name, new Held<>(object.uid(), version, now));
        for (Index<T> index : indexes.values()) {
            if (was != null) {
                leave(index, name, was.value());
            }
            enter(index, name, now);
        }
        return was == null ? new Change.Appeared<>(name, now) : new Change.Changed<>(name, was.value(), now);
    }

    @GuardedBy("lock")
    private Change<T> drop(ObjectName name, Held<T> held) {
        objects.remove(name);
        indexes.values().forEach(index -> leave(index, name, held.value()));
        return new Change.Gone<>(name, held.value());
    }

    private static <T> void enter(Index<T> index, ObjectName name, T value) {
        for (String key : index.keys().apply(value)) {
            index.names().computeIfAbsent(key, _ -> new TreeSet<>()).add(name);
        }
    }

    private static <T> void leave(Index<T> index, ObjectName name, T value) {
        for (String key : index.keys().apply(value)) {
            var names = index.names().get(key);
            if (names != null) {
                names.remove(name);
                if (names.isEmpty()) {
                    index.names().remove(key);
                }
            }
        }
    }

    private void tell(@Nullable Change<T> change) {
        if (change != null) {
            handlers.forEach(handler -> handler.accept(change));
        }
    }

    /// A server whose versions are no numbers (none is known) gets plain last-write-wins.
    private static long version(String resourceVersion) {
        try {
            return resourceVersion.isEmpty() ? 0 : Long.parseLong(resourceVersion);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
