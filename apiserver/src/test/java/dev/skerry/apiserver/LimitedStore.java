// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import dev.skerry.store.Entry;
import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A way to a store in memory that can be full or away, while others may reach the same store in ways of their
/// own. Watches stay open while it is away, as every store promises.
public final class LimitedStore extends ForwardingStore {
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean isFull;
    private volatile @Nullable StoreUnavailableException writeFailure;
    private volatile @Nullable String absence;
    private volatile @Nullable String absenceToCome;
    private final AtomicInteger answersLeft = new AtomicInteger();

    public LimitedStore(Store inner) {
        super(inner);
    }

    void fill() {
        isFull = true;
    }

    void free() {
        isFull = false;
    }

    void failWrites(StoreUnavailableException failure) {
        writeFailure = failure;
    }

    /// From now on nothing is answered.
    public void leave(String why) {
        absence = why;
    }

    /// Answers so many more questions, and then none.
    public void leaveAfter(int answers, String why) {
        absenceToCome = why;
        answersLeft.set(answers);
    }

    public void comeBack() {
        absenceToCome = null;
        absence = null;
    }

    /// How often somebody asked for the revision.
    public int questions() {
        return questions.get();
    }

    private void demand() {
        String toCome = absenceToCome;
        if (toCome != null && answersLeft.getAndDecrement() <= 0) {
            absence = toCome;
        }
        String why = absence;
        if (why != null) {
            throw StoreUnavailableException.notWritten(why, new IOException("away"));
        }
    }

    private void demandRoom() {
        demand();
        var failure = writeFailure;
        if (failure != null) {
            throw failure;
        }
        if (isFull) {
            throw new StoreFullException("the disk is full", new IOException("no space left on device"));
        }
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        demandRoom();
        return super.writeAll(writes);
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        demandRoom();
        return super.writeTogether(writes);
    }

    @Override
    public Revision revision() {
        questions.incrementAndGet();
        demand();
        return super.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        demand();
        return super.find(key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        demand();
        return super.range(prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        demand();
        return super.count(prefix);
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        demand();
        return super.watch(prefix, after);
    }

    @Override
    public void compact(Revision upTo) {
        demand();
        super.compact(upTo);
    }

    @Override
    public Revision compacted() {
        demand();
        return super.compacted();
    }
}
