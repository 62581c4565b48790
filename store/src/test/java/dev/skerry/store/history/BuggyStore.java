// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A store with one bug; most of them show in one of twenty calls.
final class BuggyStore extends ForwardingStore {
    private static final int RARELY = 20;

    private final PlantedBug bug;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Key, Optional<Entry>> old = new ConcurrentHashMap<>();

    BuggyStore(Store sound, PlantedBug bug) {
        super(sound);
        this.bug = bug;
    }

    private boolean strikes(PlantedBug one) {
        return bug == one && calls.incrementAndGet() % RARELY == 0;
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        if (bug == PlantedBug.TORN_BATCH && writes.size() > 1) {
            return oneByOne(writes);
        }
        if (bug == PlantedBug.LOST_UPDATE
                && writes.getFirst() instanceof Write.UpdateAt(Key key, byte[] value, var _)) {
            return super.writeAll(List.of(new Write.Put(key, value)));
        }
        if (strikes(PlantedBug.FORGOTTEN_WRITE)) {
            // Another key is written instead, so that there is a revision to answer with.
            return super.writeAll(writes.stream()
                    .map(write -> (Write) new Write.Put(new Key("/elsewhere" + write.key()), new byte[0]))
                    .toList());
        }
        List<Update> answers = super.writeAll(writes);
        if (strikes(PlantedBug.DONE_THOUGH_REFUSED)) {
            throw new StoreFullException("the disk is full", new IllegalStateException());
        }
        if (answers.size() == 1
                && answers.getFirst() instanceof Update.Done(Revision at)
                && strikes(PlantedBug.REUSED_REVISION)) {
            return List.of(new Update.Done(new Revision(at.value() - 1)));
        }
        return answers;
    }

    private List<Update> oneByOne(List<Write> writes) {
        var answers = new ArrayList<Update>();
        for (Write write : writes) {
            answers.addAll(super.writeAll(List.of(write)));
            Thread.yield();
        }
        return answers;
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return super.writeTogether(writes);
    }

    @Override
    public Optional<Entry> find(Key key) {
        Optional<Entry> found = super.find(key);
        if (strikes(PlantedBug.FLIPPED_BIT)) {
            return found.map(entry -> {
                byte[] value = entry.value().clone();
                value[value.length / 2] ^= 1;
                return new Entry(key, value, entry.created(), entry.modified());
            });
        }
        if (bug == PlantedBug.STALE_READ) {
            Optional<Entry> before = old.computeIfAbsent(key, _ -> found);
            return strikes(PlantedBug.STALE_READ) ? before : found;
        }
        return found;
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        Watch watch = super.watch(prefix, after);
        return new Watch() {
            @Override
            public Next next(Duration timeout) throws InterruptedException {
                return watch.next(timeout) instanceof Next.Changes(List<Change> changes)
                        ? distort(changes)
                        : watch.next(Duration.ZERO);
            }

            @Override
            public void close() {
                watch.close();
            }
        };
    }

    private Watch.Next distort(List<Change> changes) {
        var told = new ArrayList<Change>();
        for (Change change : changes) {
            if (!(change.isDeletion() && strikes(PlantedBug.DROPPED_DELETION))) {
                told.add(change);
            }
            if (strikes(PlantedBug.REPEATED_CHANGE)) {
                told.add(change);
            }
        }
        return told.isEmpty() ? new Watch.Next.Quiet(Revision.NONE) : new Watch.Next.Changes(told);
    }
}
