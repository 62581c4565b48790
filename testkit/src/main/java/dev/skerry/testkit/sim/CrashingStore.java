// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Page;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A disk whose machine may crash just before or just after a write: the two moments between which everything
/// that was forgotten shows.
final class CrashingStore implements Store {
    private final Store disk;
    private final List<Watch> watches = new ArrayList<>();
    private int writesLeft = Integer.MAX_VALUE;
    private boolean isWritten;

    CrashingStore(Store disk) {
        this.disk = disk;
    }

    /// Crashes at the n-th write from now, after it has been written or before.
    void arm(int writes, boolean afterWriting) {
        writesLeft = writes;
        isWritten = afterWriting;
    }

    private <T> T write(Supplier<T> action) {
        writesLeft--;
        if (writesLeft > 0) {
            return action.get();
        }
        if (isWritten) {
            T _ = action.get();
        }
        throw new Crash();
    }

    @Override
    public Revision revision() {
        return disk.revision();
    }

    @Override
    public Optional<Entry> find(Key key) {
        return disk.find(key);
    }

    @Override
    public Page range(String prefix, String from, int limit) {
        return disk.range(prefix, from, limit);
    }

    @Override
    public long count(String prefix) {
        return disk.count(prefix);
    }

    @Override
    public Update create(Key key, byte[] value) {
        return write(() -> disk.create(key, value));
    }

    @Override
    public Update update(Key key, byte[] value, Revision expected) {
        return write(() -> disk.update(key, value, expected));
    }

    @Override
    public Update delete(Key key, Revision expected) {
        return write(() -> disk.delete(key, expected));
    }

    @Override
    public List<Update> writeAll(List<Write> writes) {
        return write(() -> disk.writeAll(writes));
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return write(() -> disk.writeTogether(writes));
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        Watch watch = disk.watch(prefix, after);
        watches.add(watch);
        return watch;
    }

    /// Whoever watched is gone.
    void forgetWatches() {
        watches.forEach(Watch::close);
        watches.clear();
    }

    @Override
    public void compact(Revision upTo) {
        disk.compact(upTo);
    }

    @Override
    public Revision compacted() {
        return disk.compacted();
    }

    @Override
    public void close() {
        // The disk outlives the machine.
    }
}
