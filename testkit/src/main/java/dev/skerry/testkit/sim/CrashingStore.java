// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import dev.skerry.store.ForwardingStore;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Together;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A disk whose machine may crash just before or just after a write: the two moments between which everything
/// that was forgotten shows.
final class CrashingStore extends ForwardingStore {
    private final List<Watch> watches = new ArrayList<>();
    private int writesLeft = Integer.MAX_VALUE;
    private boolean isWritten;

    CrashingStore(Store disk) {
        super(disk);
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
    public List<Update> writeAll(List<Write> writes) {
        return write(() -> super.writeAll(writes));
    }

    @Override
    public Together writeTogether(List<Write> writes) {
        return write(() -> super.writeTogether(writes));
    }

    @Override
    public Watch watch(String prefix, Revision after) {
        Watch watch = super.watch(prefix, after);
        watches.add(watch);
        return watch;
    }

    /// Whoever watched is gone.
    void forgetWatches() {
        watches.forEach(Watch::close);
        watches.clear();
    }

    @Override
    public void close() {
        // The disk outlives the machine.
    }
}
