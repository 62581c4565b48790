// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes objects to the store and answers reads and watches from memory.
///
/// Memory is fed by whoever reads or writes, not by a thread of its own: after a write its caller takes in
/// the changes up to it (and so all others' changes before it), so that an answered write is seen by every
/// later read, and everything also runs on one thread under a virtual clock. Resources are loaded when first
/// asked for.
public final class ObjectStorage implements ObjectSource {
    private static final String ROOT = "/registry/";
    private static final int PAGE = 1_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS_MAX = 20;

    private final Store store;
    private final Map<String, ResourceCache> caches = new ConcurrentHashMap<>();
    private final ReentrantLock feeding = new ReentrantLock();

    /// What is being written at this moment, by key: when the store tells of it, it is known as a tree already.
    private final Map<Key, StoredForm> underway = new ConcurrentHashMap<>();

    @GuardedBy("feeding")
    private Watch changes;

    private volatile long applied;

    public ObjectStorage(Store store) {
        this.store = store;
        Revision start = store.revision();
        this.changes = store.watch(ROOT, start);
        this.applied = start.value();
    }

    @Override
    public Optional<KubeObject> find(String group, String resource, ObjectName name) {
        return findStored(group, resource, name).map(StoredObject::object);
    }

    @Override
    public List<KubeObject> list(String group, String resource, String namespace) {
        return current(group, resource).list(namespace).stream()
                .map(StoredObject::object)
                .toList();
    }

    @Override
    public long revision(String group, String resource) {
        return current(group, resource).lastChange();
    }

    public Optional<StoredObject> findStored(String group, String resource, ObjectName name) {
        return current(group, resource).find(name);
    }

    /// @param namespace empty for all
    public List<StoredObject> stored(String group, String resource, String namespace) {
        return current(group, resource).list(namespace);
    }

    /// A page of a resource's objects.
    ///
    /// @throws dev.skerry.api.meta.StatusException if the query makes no sense, or asks for a time that is
    ///     forgotten or not yet there
    /// @throws ExpiredContinue if a page is asked for too late
    public Listing list(String group, String resource, ListQuery query) {
        ResourceCache cache = current(group, resource);
        return new Lister(cache, applied).list(query);
    }

    /// Follows a resource from a revision on.
    ///
    /// @param from 0 to begin with the objects of now
    public ObjectWatch watch(String group, String resource, ObjectFilter filter, long from) {
        ResourceCache cache = current(group, resource);
        long now = applied;
        if (from > now) {
            throw PastFailures.tooLarge(from, now);
        }
        if (from > 0) {
            var place = cache.placeAfter(from);
            if (place.isEmpty()) {
                throw PastFailures.tooOld(from, cache.oldest());
            }
            return new ObjectWatch(this, cache, filter, List.of(), place.get(), from);
        }
        var initial = new ArrayList<StoredObject>();
        var place = cache.listAndPlace(filter.namespace(), initial);
        return new ObjectWatch(this, cache, filter, initial, place, now);
    }

    /// Writes an object that must not exist.
    public Commit create(String group, String resource, KubeObject object) {
        ResourceCache cache = loaded(prefix(group, resource));
        Key key = key(group, resource, object.objectName());
        StoredForm form = StoredForm.of(object);
        return commit(cache, object.objectName(), key, form, () -> store.create(key, form.bytes()));
    }

    /// Writes an object that must be at this revision. One that is the same already is not written again.
    public Commit update(String group, String resource, KubeObject object, StoredObject expected) {
        ResourceCache cache = loaded(prefix(group, resource));
        StoredForm form = StoredForm.of(object);
        if (expected.hasSameBytes(form.bytes())) {
            return new Commit.Done(expected);
        }
        Key key = key(group, resource, object.objectName());
        var revision = new Revision(expected.revision());
        return commit(cache, object.objectName(), key, form, () -> store.update(key, form.bytes(), revision));
    }

    /// Deletes an object that must be at this revision; the answer has the revision of the deletion.
    public Commit delete(String group, String resource, StoredObject expected) {
        Key key = key(group, resource, expected.name());
        return switch (store.delete(key, new Revision(expected.revision()))) {
            case Update.Done(Revision revision) -> {
                feed(revision.value());
                yield new Commit.Done(expected.at(revision.value()));
            }
            case Update.Conflict(Entry current) -> new Commit.Conflict(stored(expected.name(), current));
            case Update.Missing() -> new Commit.Missing();
        };
    }

    /// Everything up to this revision is in memory.
    public long appliedRevision() {
        return applied;
    }

    /// Takes in what was written by others since; returns how far memory is then.
    public long catchUp() {
        feed(store.revision().value());
        return applied;
    }

    private Commit commit(ResourceCache cache, ObjectName name, Key key, StoredForm form, Supplier<Update> write) {
        underway.put(key, form);
        try {
            return switch (write.get()) {
                case Update.Done(Revision revision) -> {
                    feed(revision.value());
                    yield new Commit.Done(cache.find(name)
                            .filter(stored -> stored.revision() == revision.value())
                            // Somebody has changed it again meanwhile.
                            .orElseGet(() -> StoredObject.of(name, form, revision.value())));
                }
                case Update.Conflict(Entry current) -> {
                    feed(current.modified().value());
                    yield new Commit.Conflict(stored(name, current));
                }
                case Update.Missing() -> new Commit.Missing();
            };
        } finally {
            underway.remove(key, form);
        }
    }

    /// The cache of a resource, loaded and up to date.
    private ResourceCache current(String group, String resource) {
        catchUp();
        return loaded(prefix(group, resource));
    }

    /// Also before the first write, so that a watch can start at what that write answered.
    private ResourceCache loaded(String prefix) {
        ResourceCache known = caches.get(prefix);
        return known == null ? load(prefix) : known;
    }

    private ResourceCache load(String prefix) {
        feeding.lock();
        try {
            ResourceCache known = caches.get(prefix);
            if (known != null) {
                return known;
            }
            var cache = new ResourceCache();
            read(prefix, cache);
            caches.put(prefix, cache);
            return cache;
        } finally {
            feeding.unlock();
        }
    }

    private void read(String prefix, ResourceCache cache) {
        var objects = new ArrayList<StoredObject>();
        var packing = new Packing();
        String from = prefix;
        Page page;
        do {
            page = store.range(prefix, from, PAGE);
            for (Entry entry : page.entries()) {
                var object = stored(name(prefix, entry.key()), entry);
                packing.admit(object);
                objects.add(object);
                // No name contains this character, and none that does sorts before it.
                from = entry.key().text() + "!";
            }
        } while (page.hasMore());
        // Pages may stand at different revisions; what lies between them is told again by the feed.
        cache.load(objects, packing, page.revision().value());
    }

    /// Takes in changes until memory stands at this revision.
    private void feed(long wanted) {
        if (applied >= wanted) {
            return;
        }
        feeding.lock();
        try {
            int polls = 0;
            while (applied < wanted) {
                if (polls++ > POLLS_MAX) {
                    throw new IllegalStateException(
                            "the store does not tell its changes: at " + applied + ", wanted " + wanted);
                }
                take(changes.next(applied < wanted && polls > 1 ? POLL : Duration.ZERO));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while waiting for the store", e);
        } finally {
            feeding.unlock();
        }
    }

    @GuardedBy("feeding")
    private void take(Watch.Next next) {
        switch (next) {
            case Watch.Next.Changes(List<Change> batch) -> {
                batch.forEach(this::dispatch);
                applied = batch.getLast().revision().value();
            }
            case Watch.Next.Quiet(Revision upTo) -> applied = Math.max(applied, upTo.value());
            case Watch.Next.Lost(String _) -> startOver();
        }
    }

    /// The feed broke off: everything is read again, and every watcher must list again.
    @GuardedBy("feeding")
    private void startOver() {
        changes.close();
        Revision start = store.revision();
        changes = store.watch(ROOT, start);
        caches.forEach(this::read);
        applied = start.value();
    }

    private void dispatch(Change change) {
        String text = change.key().text();
        int groupEnd = text.indexOf('/', ROOT.length());
        int resourceEnd = groupEnd < 0 ? -1 : text.indexOf('/', groupEnd + 1);
        if (resourceEnd < 0) {
            return;
        }
        String prefix = text.substring(0, resourceEnd + 1);
        ResourceCache cache = caches.get(prefix);
        if (cache == null) {
            return;
        }
        ObjectName name = name(prefix, change.key());
        long revision = change.revision().value();
        @Nullable
        StoredObject after = change.value()
                .map(bytes -> stored(change.key(), name, bytes, revision))
                .orElse(null);
        cache.apply(name, revision, after);
    }

    private StoredObject stored(Key key, ObjectName name, byte[] bytes, long revision) {
        StoredForm form = underway.get(key);
        return form != null && Arrays.equals(form.bytes(), bytes)
                ? StoredObject.of(name, form, revision)
                : new StoredObject(name, bytes, revision);
    }

    private static StoredObject stored(ObjectName name, Entry entry) {
        return new StoredObject(name, entry.value(), entry.modified().value());
    }

    private static ObjectName name(String prefix, Key key) {
        String rest = key.text().substring(prefix.length());
        int slash = rest.indexOf('/');
        return slash < 0
                ? ObjectName.cluster(rest)
                : new ObjectName(rest.substring(0, slash), rest.substring(slash + 1));
    }

    private static Key key(String group, String resource, ObjectName name) {
        return new Key(prefix(group, resource) + name);
    }

    private static String prefix(String group, String resource) {
        return ROOT + (group.isEmpty() ? "core" : group) + "/" + resource + "/";
    }
}
