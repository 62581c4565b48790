// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.Claim.Claimant;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.Clock;
import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes objects to the store and answers reads and watches from memory.
///
/// Memory is fed by whoever reads or writes, not by a thread of its own: after a write its caller takes in
/// the changes up to it (and so all others' changes before it), so that an answered write is seen by every
/// later read, and everything also runs on one thread under a virtual clock. Resources are loaded when first
/// asked for.
///
/// Over an engine that other servers write to as well ([#shared]) one thread, in [#follow], rings when something
/// has changed, so that watches tell it though nobody asks; and it loads everything at the start, since this
/// server answers reads while the engine is away: from memory, as [#absence] says, as of [#appliedRevision].
public final class ObjectStorage implements ObjectSource {
    private static final Log LOG = Log.of("apiserver.storage");
    private static final String ROOT = "/registry/";
    private static final int CLAIM_TRIES = 8;

    /// How long to wait for the feed to tell of a write that is known to be done.
    private static final Duration FEED_MAX = Duration.ofSeconds(10);

    /// A revision without a change of ours is told by no event: it has to be looked for, often at first.
    private static final Duration LOOK_FIRST = Duration.ofMillis(1);

    private static final Duration LOOK_MOST = Duration.ofMillis(100);
    private static final Duration BELL_WAIT = Duration.ofSeconds(10);

    private final Store store;
    private final Reach reach;
    private final Map<String, ResourceCache> caches = new ConcurrentHashMap<>();
    private final ReentrantLock feeding = new ReentrantLock();

    /// What is being written at this moment, by key: when the store tells of it, it is known as a tree already.
    private final Map<Key, StoredForm> underway = new ConcurrentHashMap<>();

    @GuardedBy("feeding")
    private Watch changes;

    /// Reading everything again was begun and did not succeed.
    @GuardedBy("feeding")
    private boolean isBroken;

    private volatile long applied;

    private volatile ClaimedWrites claimed = new ClaimedWrites(Claimant.NONE, _ -> Optional.empty());

    /// Everything that the store has is in memory: what is not there does not exist.
    private volatile boolean isWhole;

    /// Over a store inside this process.
    public ObjectStorage(Store store) {
        this(store, new DirectReach(store));
    }

    /// Over an engine that is another process, and that others write to.
    public static ObjectStorage shared(Store store, Clock clock) {
        return new ObjectStorage(store, new SharedReach(store, clock));
    }

    private ObjectStorage(Store store, Reach reach) {
        this.store = store;
        this.reach = reach;
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

    /// As [#revision], as far as memory knows by now: for whoever looks all the time and may be told a moment late.
    public long knownRevision(String group, String resource) {
        return loaded(prefix(group, resource)).lastChange();
    }

    @Override
    public ResourceLoad load(String group, String resource) {
        ResourceCache known = caches.get(prefix(group, resource));
        return known == null ? ResourceLoad.UNKNOWN : known.load();
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
        return claiming(
                () -> claimed.of(group, resource, Optional.empty(), Optional.of(object)),
                claims -> commit(cache, object.objectName(), form, claims, new Write.Create(key, form.bytes())));
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
        return claiming(
                () -> claimed.of(group, resource, Optional.of(expected), Optional.of(object)),
                claims -> commit(
                        cache, object.objectName(), form, claims, new Write.UpdateAt(key, form.bytes(), revision)));
    }

    /// Deletes an object that must be at this revision; the answer has the revision of the deletion.
    public Commit delete(String group, String resource, StoredObject expected) {
        Key key = key(group, resource, expected.name());
        var deletion = new Write.DeleteAt(key, new Revision(expected.revision()));
        return claiming(
                () -> claimed.of(group, resource, Optional.of(expected), Optional.empty()),
                claims -> delete(expected, claims, deletion));
    }

    private Commit delete(StoredObject expected, List<Write> claims, Write.DeleteAt deletion) {
        reach.demand();
        return switch (write(claims, deletion)) {
            case Together.Done(Revision revision) -> {
                feedWritten(revision);
                yield new Commit.Done(expected.at(revision.value()));
            }
            case Together.Refused(Write refused, Update why) ->
                refused.key().equals(deletion.key()) ? refused(expected.name(), why) : taken(why);
        };
    }

    /// What every object claims from now on, and gives up when it goes.
    ///
    /// @param claimant asked by many threads
    public void claim(Claimant claimant) {
        claimed = new ClaimedWrites(
                claimant,
                claim -> loaded(prefix(claim.group(), claim.resource()))
                        .find(claim.object().objectName()));
    }

    /// Makes a claim of an object that has none, if nobody else has it.
    ///
    /// @return false if another object has it, or it has changed at this moment
    public boolean adopt(Claim claim) {
        return create(claim.group(), claim.resource(), claim.object()) instanceof Commit.Done;
    }

    /// Tries again while claims turn out not to be as they were in memory; what another object has stays taken.
    private static Commit claiming(Supplier<List<Write>> claims, Function<List<Write>, Commit> write) {
        List<Write> wanted = claims.get();
        for (int attempt = 1; true; attempt++) {
            Commit commit = write.apply(wanted);
            if (!(commit instanceof Commit.Taken) || attempt == CLAIM_TRIES) {
                return commit;
            }
            List<Write> again = claims.get();
            boolean isAsBefore = again.size() == wanted.size()
                    && Stream.concat(again.stream(), wanted.stream()).allMatch(Write.Create.class::isInstance);
            if (isAsBefore) {
                return commit;
            }
            wanted = again;
        }
    }

    private Together write(List<Write> claims, Write write) {
        if (claims.isEmpty()) {
            return Together.of(List.of(write), store.writeAll(List.of(write)));
        }
        var all = new ArrayList<>(claims);
        all.add(write);
        return store.writeTogether(all);
    }

    private Commit refused(ObjectName name, Update why) {
        return switch (why) {
            case Update.Conflict(Entry current) -> {
                feed(current.modified().value());
                yield new Commit.Conflict(stored(name, current));
            }
            case Update.Missing() -> new Commit.Missing();
            case Update.Done done -> throw new IllegalStateException("refused with " + done);
        };
    }

    private Commit taken(Update why) {
        if (why instanceof Update.Conflict(Entry current)) {
            feed(current.modified().value());
        } else {
            catchUp();
        }
        return new Commit.Taken();
    }

    /// Everything up to this revision is in memory.
    public long appliedRevision() {
        return applied;
    }

    /// Takes in what was written by others since; returns how far memory is then.
    ///
    /// @throws StoreUnavailableException if the engine cannot be reached
    public long catchUp() {
        feed(reach.latest());
        return applied;
    }

    /// Why the engine cannot be reached and reads are answered as of [#appliedRevision]; empty while it can.
    public Optional<String> absence() {
        return reach.absence();
    }

    /// Whether everything has been loaded: then every read can be answered while the engine is away.
    boolean isWhole() {
        return isWhole;
    }

    /// Loads everything, and takes in what others write as it comes, until it is interrupted. One task, for
    /// storage that is [#shared].
    public void follow() throws InterruptedException {
        if (!(reach instanceof SharedReach shared)) {
            throw new IllegalStateException("nobody else writes to this store");
        }
        try (var tasks = new TaskGroup()) {
            tasks.start("reach of the datastore", shared::run);
            tasks.start("feed of the datastore", () -> followChanges(shared));
            tasks.await();
        }
    }

    private void followChanges(SharedReach shared) throws InterruptedException {
        while (true) {
            try {
                catchUp();
                try (Watch bell = store.watch(ROOT, new Revision(applied))) {
                    hear(bell);
                }
            } catch (StoreUnavailableException | CompactedException failed) {
                // Memory stays as it is; the feed itself starts over when it has lost its place.
                LOG.debug("the feed of changes is interrupted", "why", failed.getMessage());
                shared.awaitPresence();
            }
        }
    }

    private void hear(Watch bell) throws InterruptedException {
        while (true) {
            loadAll();
            switch (bell.next(BELL_WAIT)) {
                case Watch.Next.Changes(List<Change> batch) ->
                    feed(batch.getLast().revision().value());
                case Watch.Next.Quiet _ -> {}
                case Watch.Next.Lost(String _) -> {
                    return;
                }
            }
        }
    }

    private void loadAll() {
        if (isWhole) {
            return;
        }
        feeding.lock();
        try {
            String from = ROOT;
            while (true) {
                Page next = store.range(ROOT, from, 1);
                if (next.entries().isEmpty()) {
                    break;
                }
                String prefix = resourcePrefix(next.entries().getFirst().key());
                if (prefix.isEmpty()) {
                    from = next.entries().getFirst().key().text() + "!";
                } else {
                    loaded(prefix);
                    // '0' is the character behind '/': everything that follows this resource.
                    from = prefix.substring(0, prefix.length() - 1) + "0";
                }
            }
            isWhole = true;
        } finally {
            feeding.unlock();
        }
    }

    private Commit commit(ResourceCache cache, ObjectName name, StoredForm form, List<Write> claims, Write write) {
        reach.demand();
        Key key = write.key();
        underway.put(key, form);
        try {
            return switch (write(claims, write)) {
                case Together.Done(Revision revision) -> {
                    feedWritten(revision);
                    yield new Commit.Done(cache.find(name)
                            .filter(stored -> stored.revision() == revision.value())
                            // Somebody has changed it again meanwhile.
                            .orElseGet(() -> StoredObject.of(name, form, revision.value())));
                }
                case Together.Refused(Write refused, Update why) ->
                    refused.key().equals(key) ? refused(name, why) : taken(why);
            };
        } finally {
            underway.remove(key, form);
        }
    }

    /// The cache of a resource, loaded and up to date.
    private ResourceCache current(String group, String resource) {
        try {
            catchUp();
        } catch (StoreUnavailableException away) {
            if (reach.absence().isEmpty()) {
                // It answers, but does not tell its changes: what is in memory may be anything.
                throw away;
            }
        }
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
            if (isWhole) {
                cache.load(new TreeMap<>(NameOrder.BY_TEXT), new Packing(), applied);
            } else {
                reachable(prefix);
                new ResourceReading(store, prefix).into(cache);
            }
            caches.put(prefix, cache);
            return cache;
        } finally {
            feeding.unlock();
        }
    }

    private void reachable(String prefix) {
        if (reach.absence().isPresent()) {
            throw PastFailures.notInMemory(prefix.substring(ROOT.length(), prefix.length() - 1));
        }
    }

    /// Takes in changes until memory stands at this revision.
    private void feed(long wanted) {
        if (applied >= wanted) {
            return;
        }
        feeding.lock();
        try {
            Duration look = Duration.ZERO;
            Duration waited = Duration.ZERO;
            while (applied < wanted) {
                if (waited.compareTo(FEED_MAX) > 0) {
                    throw lagging(wanted);
                }
                Watch.Next next = isBroken ? new Watch.Next.Lost("not read again yet") : changes.next(look);
                take(next);
                if (next instanceof Watch.Next.Quiet) {
                    waited = waited.plus(look);
                    look = longer(look);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while waiting for the store", e);
        } finally {
            feeding.unlock();
        }
    }

    /// The caller's write is done; what follows it in memory may fail all the same.
    private void feedWritten(Revision revision) {
        try {
            feed(revision.value());
        } catch (StoreUnavailableException failed) {
            throw StoreUnavailableException.perhapsWritten(String.valueOf(failed.getMessage()), failed);
        }
    }

    private StoreUnavailableException lagging(long wanted) {
        String why = "the datastore does not tell its changes: at " + applied + ", wanted " + wanted;
        return StoreUnavailableException.notWritten(why, new IOException(why));
    }

    private static Duration longer(Duration look) {
        Duration next = look.isZero() ? LOOK_FIRST : look.multipliedBy(2);
        return next.compareTo(LOOK_MOST) > 0 ? LOOK_MOST : next;
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
        isBroken = true;
        isWhole = false;
        Revision start = store.revision();
        changes = store.watch(ROOT, start);
        caches.forEach((prefix, cache) -> new ResourceReading(store, prefix).into(cache));
        applied = start.value();
        isBroken = false;
    }

    private void dispatch(Change change) {
        String prefix = resourcePrefix(change.key());
        if (prefix.isEmpty()) {
            return;
        }
        ResourceCache cache = caches.get(prefix);
        if (cache == null && isWhole) {
            cache = loaded(prefix);
        }
        if (cache == null) {
            return;
        }
        ObjectName name = ResourceReading.name(prefix, change.key());
        long revision = change.revision().value();
        @Nullable
        StoredObject after = change.value()
                .map(bytes -> stored(change.key(), name, bytes, revision))
                .orElse(null);
        cache.apply(name, revision, after);
    }

    /// `/registry/apps/deployments/`; empty for a key that is no object's.
    private static String resourcePrefix(Key key) {
        String text = key.text();
        int groupEnd = text.indexOf('/', ROOT.length());
        int resourceEnd = groupEnd < 0 ? -1 : text.indexOf('/', groupEnd + 1);
        return resourceEnd < 0 ? "" : text.substring(0, resourceEnd + 1);
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

    static Key key(String group, String resource, ObjectName name) {
        return new Key(prefix(group, resource) + name);
    }

    private static String prefix(String group, String resource) {
        return ROOT + (group.isEmpty() ? "core" : group) + "/" + resource + "/";
    }
}
