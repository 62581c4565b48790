// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.store.history.WatchRecord.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Everything that clients asked a store and its watches told, in no particular order.
public final class RecordedHistory implements Recorder {
    private record Asked(String client, long begun, Operation.Call call) {}

    private final Map<Asked, Operation> operations = new ConcurrentHashMap<>();
    private final Map<WatchRecord, ConcurrentLinkedQueue<Event>> watches = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long done;

    @GuardedBy("lock")
    private long failed;

    @Override
    public void begun(Operation unanswered) {
        put(unanswered);
    }

    @Override
    public void ended(Operation answered) {
        put(answered);
        boolean isDone = answered.answer() instanceof Operation.Answer.Done;
        boolean isFailed = answered.answer() instanceof Operation.Answer.Unknown
                || answered.answer() instanceof Operation.Answer.NotDone;
        lock.lock();
        try {
            done += isDone ? 1 : 0;
            failed += isFailed ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Operation operation) {
        operations.put(new Asked(operation.client(), operation.begun(), operation.call()), operation);
    }

    /// Waits until this many more writes are done.
    public void awaitMore(int writes, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long enough = done + writes;
            await(() -> done >= enough, patience);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until this many more operations have failed.
    public void awaitFailures(int failures, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long enough = failed + failures;
            await(() -> failed >= enough, patience);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void await(BooleanSupplier enough, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        while (!enough.getAsBoolean()) {
            if (left <= 0) {
                throw new AssertionError("waited too long; " + done + " are done, " + failed + " have failed");
            }
            left = changed.awaitNanos(left);
        }
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
        requireSound(Watching.EVERY_CHANGE);
    }

    public void requireSound(Watching watching) {
        List<Fault> faults = HistoryCheck.faults(this, watching);
        if (!faults.isEmpty()) {
            var text = new StringBuilder(faults.size() + " promises broken in " + size() + " operations:");
            faults.stream().limit(10).forEach(fault -> text.append("\n- ").append(fault));
            throw new AssertionError(text.toString());
        }
    }
}
