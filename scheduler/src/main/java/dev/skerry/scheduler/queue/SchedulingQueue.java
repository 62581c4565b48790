// SPDX-License-Identifier: Apache-2.0
package dev.skerry.scheduler.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Pods in the order in which they are to be placed: by priority, then by age. At most one entry per
/// pod, so it is bounded by the pods that exist.
///
/// A pod for which no node was found is *parked*. A change in the cluster wakes all parked pods, but each
/// only after its backoff, so that a pod that fits nowhere does not cost a pass at every change. Whatever
/// was missed, a parked pod is looked at again after five minutes.
public final class SchedulingQueue {
    /// The first retry comes soon: most often it is the node that has just joined.
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private static final Duration PARKED_MAX = Duration.ofMinutes(5);

    private record Waiting(int priority, long number, ObjectName pod) {}

    /// @param dueNanos when it may be looked at again
    private record Parked(Waiting waiting, long notBeforeNanos, long dueNanos) {
        Parked woken() {
            return new Parked(waiting, notBeforeNanos, Math.min(dueNanos, notBeforeNanos));
        }
    }

    private final Clock clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final TreeSet<Waiting> ready =
            new TreeSet<>(Comparator.comparing(Waiting::priority).reversed().thenComparing(Waiting::number));

    @GuardedBy("lock")
    private final Map<ObjectName, Waiting> known = new HashMap<>();

    @GuardedBy("lock")
    private final Map<ObjectName, Parked> parked = new HashMap<>();

    @GuardedBy("lock")
    private final Map<ObjectName, Integer> attempts = new HashMap<>();

    @GuardedBy("lock")
    private long number;

    @GuardedBy("lock")
    private long wakes;

    public SchedulingQueue(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// A pod waits, or has changed while it waits: it is to be looked at now.
    public void add(ObjectName pod, int priority) {
        lock.lock();
        try {
            Waiting before = known.remove(pod);
            if (before != null) {
                ready.remove(before);
            }
            parked.remove(pod);
            var waiting = new Waiting(priority, before == null ? number++ : before.number(), pod);
            known.put(pod, waiting);
            ready.add(waiting);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// A pod is bound or gone.
    public void remove(ObjectName pod) {
        lock.lock();
        try {
            Waiting waiting = known.remove(pod);
            if (waiting != null) {
                ready.remove(waiting);
            }
            parked.remove(pod);
            attempts.remove(pod);
        } finally {
            lock.unlock();
        }
    }

    /// How often something has changed until now; asked before the cluster is looked at, for [#park].
    public long wakes() {
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
    }

    /// No node was found. What changed since the caller looked may have made room, so the pod is then
    /// woken at once.
    public void park(ObjectName pod, int priority, long wakesSeen) {
        lock.lock();
        try {
            if (known.containsKey(pod)) {
                // It changed meanwhile and is waiting again already.
                return;
            }
            int count = attempts.merge(pod, 1, Integer::sum);
            long now = clock.nanos();
            long notBefore = now + BACKOFF.delay(count, random).toNanos();
            var one = new Parked(new Waiting(priority, number++, pod), notBefore, now + PARKED_MAX.toNanos());
            parked.put(pod, wakesSeen == wakes ? one : one.woken());
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Parks a pod that is to be tried again even if nothing changes: binding failed.
    public void retry(ObjectName pod, int priority) {
        park(pod, priority, -1);
    }

    /// Something changed that may make room for parked pods.
    public void wake() {
        lock.lock();
        try {
            wakes++;
            parked.replaceAll((_, one) -> one.woken());
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    public Optional<ObjectName> poll() {
        lock.lock();
        try {
            promoteDue();
            Waiting first = ready.pollFirst();
            if (first == null) {
                return Optional.empty();
            }
            known.remove(first.pod());
            return Optional.of(first.pod());
        } finally {
            lock.unlock();
        }
    }

    public ObjectName take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var pod = poll();
                if (pod.isPresent()) {
                    return pod.get();
                }
                var wait = untilNext();
                if (wait.isEmpty()) {
                    changed.await();
                } else {
                    awaitAtMost(wait.get());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// Until the next pod is due; empty if none waits.
    public Optional<Duration> untilNext() {
        lock.lock();
        try {
            if (!ready.isEmpty()) {
                return Optional.of(Duration.ZERO);
            }
            return parked.values().stream()
                    .map(one -> Duration.ofNanos(Math.max(0, one.dueNanos() - clock.nanos())))
                    .min(Duration::compareTo);
        } finally {
            lock.unlock();
        }
    }

    /// Pods that wait or are parked.
    public int size() {
        lock.lock();
        try {
            return known.size() + parked.size();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    private void awaitAtMost(Duration wait) throws InterruptedException {
        changed.awaitNanos(wait.toNanos());
    }

    @GuardedBy("lock")
    private void promoteDue() {
        long now = clock.nanos();
        List<Parked> due = parked.values().stream()
                .filter(one -> one.dueNanos() - now <= 0)
                .toList();
        for (Parked one : due) {
            parked.remove(one.waiting().pod());
            known.put(one.waiting().pod(), one.waiting());
            ready.add(one.waiting());
        }
    }
}
