// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.store.Change;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.engine.Feed;
import dev.skerry.store.engine.History;
import dev.skerry.store.engine.LoadableStore;
import dev.skerry.store.engine.WriteRule;
import dev.skerry.store.engine.WriteRule.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// A store in memory. It has no threads and reads no clock: the same calls give the same answers, so a
/// simulator can run it. [#snapshot] is what a disk would hold after a crash at this moment.
public final class MemoryStore implements LoadableStore {
    private static final int HISTORY_MAX = 100_000;
    private static final int QUEUE_MAX = 10_000;

    private final int historyMax;
    private final int queueMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Feed feed;

    @GuardedBy("lock")
    private final TreeMap<String, Entry> entries;

    /// The latest changes, oldest first: a ring whose oldest is dropped.
    @GuardedBy("lock")
    private final ArrayDeque<Change> history;

    @GuardedBy("lock")
    private Revision revision;

    @GuardedBy("lock")
    private Revision compacted;

    @GuardedBy("lock")
    private boolean isClosed;

    public MemoryStore() {
        this(HISTORY_MAX, QUEUE_MAX);
    }

    /// @param historyMax changes that are remembered for watches from the past
    /// @param queueMax changes that a watch may lag behind before it is cut off
    public MemoryStore(int historyMax, int queueMax) {
        this(historyMax, queueMax, Revision.NONE, Revision.NONE, new TreeMap<>(Key.ORDER), new ArrayDeque<>());
    }

    private MemoryStore(
            int historyMax,
            int queueMax,
            Revision revision,
            Revision compacted,
            TreeMap<String, Entry> entries,
            ArrayDeque<Change> history) {
        this.historyMax = historyMax;
        this.queueMax = queueMax;
        this.feed = new Feed(queueMax, revision);
        this.revision = revision;
        this.compacted = compacted;
        this.entries = entries;
        this.history = history;
    }

    /// A store of its own with the same content and history, and no watches: the machine after a crash.
    public MemoryStore snapshot() {
        lock.lock();
        try {
            return new MemoryStore(
                    historyMax, queueMax, revision, compacted, new TreeMap<>(entries), new ArrayDeque<>(history));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Revision revision() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Entry> find(Key key) {
        lock.lock();
        try {
            requireOpen();
            return Optional.ofNullable(entries.get(key.text()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        lock.lock();
        try {
            requireOpen();
            String first = Key.ORDER.compare(from, prefix) > 0 ? from : prefix;
            var page = new ArrayList<Entry>();
            for (Entry entry : entries.tailMap(first, true).values()) {
                if (!entry.key().text().startsWith(prefix)) {
                    break;
                }
                if (page.size() == limit) {
                    return new Page(page, revision, true);
                }
                page.add(entry);
            }
            return new Page(page, revision, false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long count(String prefix) {
        lock.lock();
        try {
            requireOpen();
            long count = 0;
            for (String key : entries.tailMap(prefix, true).keySet()) {
                if (!key.startsWith(prefix)) {
                    break;
                }
                count++;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        lock.lock();
        try {
            requireOpen();
            var answers = new ArrayList<Update>(writes.size());
            var changes = new ArrayList<Change>(writes.size());
            for (Write write : writes) {
                answers.add(apply(write, changes));
            }
            remember(changes);
            // Under the lock, so that a watch opened meanwhile gets each change from one side only.
            // Publishing does not wait for readers.
            if (!changes.isEmpty()) {
                feed.publish(changes, revision);
            }
            return List.copyOf(answers);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Update apply(Write write, List<Change> changes) {
        var next = new Revision(revision.value() + 1);
        Optional<Entry> found = Optional.ofNullable(entries.get(write.key().text()));
        switch (WriteRule.decide(write, _ -> found, next)) {
            case Decision.Refuse(Update answer) -> {
                return answer;
            }
            case Decision.Keep(Entry entry) -> {
                entries.put(entry.key().text(), entry);
                changes.add(new Change(entry.key(), next, Optional.of(entry.value())));
            }
            case Decision.Erase() -> {
                entries.remove(write.key().text());
                changes.add(new Change(write.key(), next, Optional.empty()));
            }
        }
        revision = next;
        return new Update.Done(next);
    }

    @GuardedBy("lock")
    private void remember(List<Change> changes) {
        history.addAll(changes);
        while (history.size() > historyMax) {
            compacted = history.removeFirst().revision();
        }
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        List<Write> apart = WriteRule.requireApart(writes);
        lock.lock();
        try {
            requireOpen();
            TreeMap<String, Entry> standing = entries;
            List<Update> refusal = WriteRule.refusal(apart, key -> Optional.ofNullable(standing.get(key.text())));
            return Together.of(apart, refusal.isEmpty() ? writeAll(apart) : refusal);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        lock.lock();
        try {
            requireOpen();
            if (compacted.isAfter(after)) {
                throw new CompactedException(after, compacted);
            }
            List<Change> past = history.stream()
                    .filter(change -> change.revision().isAfter(after)
                            && change.key().text().startsWith(prefix))
                    .toList();
            return feed.open(prefix, after, (_, _, upTo) -> new History.Part(past, upTo));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void compact(Revision upTo) {
        lock.lock();
        try {
            requireOpen();
            Revision limit = upTo.isAfter(revision) ? revision : upTo;
            while (!history.isEmpty() && !history.getFirst().revision().isAfter(limit)) {
                history.removeFirst();
            }
            compacted = limit.isAfter(compacted) ? limit : compacted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Revision compacted() {
        lock.lock();
        try {
            return compacted;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void load(List<Entry> loaded) {
        lock.lock();
        try {
            requireOpen();
            loaded.forEach(entry -> entries.put(entry.key().text(), entry));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void unload(List<Key> keys) {
        lock.lock();
        try {
            requireOpen();
            keys.forEach(key -> entries.remove(key.text()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void standAt(Revision wanted) {
        lock.lock();
        try {
            requireOpen();
            if (revision.isAfter(wanted)) {
                throw new IllegalArgumentException("at " + revision + " already, not to stand at " + wanted);
            }
            history.clear();
            revision = wanted;
            compacted = wanted;
            feed.publish(List.of(), wanted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
        feed.close("the store is closed");
    }

    @GuardedBy("lock")
    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
