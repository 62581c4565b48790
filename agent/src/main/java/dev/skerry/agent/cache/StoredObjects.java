// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Store;
import dev.skerry.store.Write;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Digests;
import dev.skerry.tunnel.frame.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The cache in the node's database. Only the link writes, one commit at a time, and a commit holds the
/// changes together with the cursor they bring the node to: after a crash the node says exactly what it has.
///
/// Memory holds who is there and in which state (a hundred bytes each); the objects themselves are read from
/// the database when they are asked for.
public final class StoredObjects implements ObjectCache {
    private static final String OBJECTS = "/objects/";
    private static final Key STATE = new Key("/link/state");
    private static final int PAGE = 500;

    /// Enough to see what is wrong; a server that sends nothing but nonsense must not fill the memory.
    private static final int REJECTED_MAX = 20;

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private Map<String, Held> held;

    @GuardedBy("lock")
    private final Map<String, Rejection> rejected = new LinkedHashMap<>();

    @GuardedBy("lock")
    private CacheState state;

    @GuardedBy("lock")
    private long version = 1;

    /// Reads who is there.
    ///
    /// @throws dev.skerry.store.StoreCorruptException if the database is not what was written
    public StoredObjects(Store store) {
        this.store = store;
        this.state = store.find(STATE)
                .map(entry -> CacheState.read(JsonReader.read(entry.value())))
                .orElse(CacheState.NEW);
        var found = new TreeMap<String, Held>();
        forEach(OBJECTS, entry -> {
            String key = entry.key().text().substring(OBJECTS.length());
            found.put(key, StoredObject.held(key, entry.value()));
        });
        this.held = found;
    }

    @Override
    public Optional<KubeObject> find(GroupVersionResource resource, ObjectName name) {
        return store.find(new Key(OBJECTS + new ObjectKey(resource, name))).map(StoredObjects::object);
    }

    @Override
    public List<KubeObject> list(GroupVersionResource resource) {
        var objects = new ArrayList<KubeObject>();
        forEach(OBJECTS + ObjectKey.prefix(resource), entry -> objects.add(object(entry)));
        return objects;
    }

    @Override
    public boolean isComplete() {
        return state().isComplete();
    }

    @Override
    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long awaitChange(long seen, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (version <= seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return version;
        } finally {
            lock.unlock();
        }
    }

    /// How far the node has come.
    public CacheState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Held> held() {
        lock.lock();
        try {
            return List.copyOf(held.values());
        } finally {
            lock.unlock();
        }
    }

    public Digests digests() {
        return Digests.of(held());
    }

    /// What the server sent since the start and this node could not keep, unless a later state of the same
    /// object could be.
    public List<Rejection> rejections() {
        lock.lock();
        try {
            return List.copyOf(rejected.values());
        } finally {
            lock.unlock();
        }
    }

    /// Stores changes and the state they lead to in one durable commit. A change that cannot be kept is left
    /// out and told; it holds up nothing else. What is not mentioned stays: nothing but an explicit
    /// [Delta.Gone] of the very object removes it.
    public List<Rejection> commit(Collection<Delta> deltas, CacheState next) {
        var known = new HashMap<String, Held>();
        held().forEach(one -> known.put(one.key(), one));
        var rejections = new ArrayList<Rejection>();
        var puts = new TreeMap<String, Delta.Put>();
        var removals = new TreeMap<String, Held>();
        for (Delta delta : deltas) {
            Optional<String> refusal = Admission.refusal(delta, Optional.ofNullable(known.get(delta.key())));
            if (refusal.isPresent()) {
                rejections.add(new Rejection(delta.key(), delta.uid(), delta.version(), refusal.get()));
                continue;
            }
            switch (delta) {
                case Delta.Put put -> {
                    known.put(put.key(), put.state());
                    removals.remove(put.key());
                    puts.put(put.key(), put);
                }
                case Delta.Gone(String key, String uid, long _) -> {
                    Held old = known.get(key);
                    // Somebody else has the name by now: that is a newer story than this one.
                    if (old != null && old.uid().equals(uid)) {
                        known.remove(key);
                        puts.remove(key);
                        removals.put(key, old);
                    }
                }
            }
        }
        write(puts.values(), removals.values(), next);
        remember(known, !puts.isEmpty() || !removals.isEmpty(), next);
        remember(deltas, rejections);
        return rejections;
    }

    private void remember(Collection<Delta> deltas, List<Rejection> rejections) {
        lock.lock();
        try {
            deltas.forEach(delta -> rejected.remove(delta.key()));
            for (Rejection rejection : rejections) {
                if (rejected.size() < REJECTED_MAX) {
                    rejected.put(rejection.key(), rejection);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(Collection<Delta.Put> puts, Collection<Held> removals, CacheState next) {
        var writes = new ArrayList<Write>();
        puts.forEach(put ->
                writes.add(new Write.Put(new Key(OBJECTS + put.key()), StoredObject.write(put.state(), put.value()))));
        removals.forEach(gone -> writes.add(new Write.Remove(new Key(OBJECTS + gone.key()))));
        if (writes.isEmpty() && next.saysTheSameAs(state())) {
            return;
        }
        writes.add(new Write.Put(STATE, JsonWriter.writeBytes(next.toJson())));
        store.writeAll(writes);
    }

    private void remember(Map<String, Held> known, boolean isNews, CacheState next) {
        lock.lock();
        try {
            boolean becameComplete = next.isComplete() && !state.isComplete();
            state = next;
            if (isNews || becameComplete) {
                held = new TreeMap<>(known);
                version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forEach(String prefix, java.util.function.Consumer<Entry> action) {
        String from = prefix;
        while (true) {
            Page page = store.range(prefix, from, PAGE);
            page.entries().forEach(action);
            if (!page.hasMore() || page.entries().isEmpty()) {
                return;
            }
            from = page.entries().getLast().key().text() + "\u0001";
        }
    }

    private static KubeObject object(Entry entry) {
        return new KubeObject((JsonObject) JsonReader.read(StoredObject.json(entry.value())));
    }
}
