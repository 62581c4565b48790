// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.store.history.WatchRecord.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Everything that clients asked a store and its watches told, in no particular order.
public final class RecordedHistory implements Recorder {
    private record Asked(String client, long begun, Operation.Call call) {}

    private final Map<Asked, Operation> operations = new ConcurrentHashMap<>();
    private final Map<WatchRecord, ConcurrentLinkedQueue<Event>> watches = new ConcurrentHashMap<>();

    @Override
    public void begun(Operation unanswered) {
        ended(unanswered);
    }

    @Override
    public void ended(Operation answered) {
        operations.put(new Asked(answered.client(), answered.begun(), answered.call()), answered);
    }

    @Override
    public void opened(WatchRecord watch) {
        watches.put(watch, new ConcurrentLinkedQueue<>());
    }

    @Override
    public void told(WatchRecord watch, Event event) {
        watches.computeIfAbsent(watch, _ -> new ConcurrentLinkedQueue<>()).add(event);
    }

    public List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    public List<WatchRecord> watches() {
        var all = new ArrayList<WatchRecord>();
        watches.forEach((watch, events) -> all.add(watch.with(List.copyOf(events))));
        return all;
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
