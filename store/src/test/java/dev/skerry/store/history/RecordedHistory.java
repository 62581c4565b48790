// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Everything that clients asked a store and its watches told, in no particular order. Many threads add.
public final class RecordedHistory {
    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<WatchRecord> watches = new ConcurrentLinkedQueue<>();

    public void add(Operation operation) {
        operations.add(operation);
    }

    public void add(WatchRecord watch) {
        watches.add(watch);
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    public List<WatchRecord> watches() {
        return List.copyOf(watches);
    }

    public int size() {
        return operations.size();
    }

    /// Fails with a sentence for each promise that was broken.
    public void requireSound() {
        List<Fault> faults = HistoryCheck.faults(this);
        if (!faults.isEmpty()) {
            var text = new StringBuilder(faults.size() + " promises broken in " + size() + " operations:");
            faults.stream().limit(10).forEach(fault -> text.append("\n- ").append(fault));
            throw new AssertionError(text.toString());
        }
    }
}
