// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.foundation.time.Backoff;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Keys that wait for work: each at most once, so the queue is bounded by the number of keys that exist
/// (policy: keep-latest). A key that is added while it is worked on comes again when that is done, so
/// work for one key never overlaps and no change is missed.
///
/// A key is in one or more of: *ready* (in order of arrival), *working*, *again* (working and added
/// meanwhile), *later* (due at a time; the earliest wins).
public final class WorkQueue<K extends Comparable<K>> {
    /// What client-go uses is 5 ms to 1000 s; nobody who repaired something wants to wait a quarter of an
    /// hour for it to be noticed.
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMinutes(1));

    private final Clock clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Set<K> ready = new LinkedHashSet<>();

    @GuardedBy("lock")
    private final Set<K> working = new HashSet<>();

    @GuardedBy("lock")
    private final Set<K> again = new HashSet<>();

    @GuardedBy("lock")
    private final Map<K, Long> dueNanos = new HashMap<>();

    @GuardedBy("lock")
    private final TreeMap<Long, Set<K>> later = new TreeMap<>();

    @GuardedBy("lock")
    private final Map<K, Integer> failures = new HashMap<>();

    public WorkQueue(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public void add(K key) {
        lock.lock();
        try {
            addReady(key);
        } finally {
            lock.unlock();
        }
    }

    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            addLater(key, delay);
        } finally {
            lock.unlock();
        }
    }

    /// The next key that is due, if any; it is worked on until [#done] or [#failed].
    public Optional<K> poll() {
        lock.lock();
        try {
            promoteDue();
            var first = ready.stream().findFirst();
            first.ifPresent(key -> {
                ready.remove(key);
                working.add(key);
            });
            return first;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a key.
    public K take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                var key = poll();
                if (key.isPresent()) {
                    return key.get();
                }
                if (later.isEmpty()) {
                    changed.await();
                } else {
                    waitUntilDue();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// The work on a key ended well; its failures are forgotten.
    public void done(K key) {
        lock.lock();
        try {
            failures.remove(key);
            release(key);
        } finally {
            lock.unlock();
        }
    }

    /// The work on a key failed; it comes again, later each time.
    public void failed(K key) {
        lock.lock();
        try {
            int count = failures.merge(key, 1, Integer::sum);
            addLater(key, BACKOFF.delay(count, random));
            release(key);
        } finally {
            lock.unlock();
        }
    }

    /// How often in a row the work on this key has failed.
    public int failures(K key) {
        lock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            lock.unlock();
        }
    }

    /// Keys that are ready or due later.
    public int size() {
        lock.lock();
        try {
            return ready.size() + dueNanos.size();
        } finally {
            lock.unlock();
        }
    }

    /// Until the next key is due: zero if one is ready, empty if none waits. For a simulator's clock.
    public Optional<Duration> untilNext() {
        lock.lock();
        try {
            if (!ready.isEmpty()) {
                return Optional.of(Duration.ZERO);
            }
            return later.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(Math.max(0, later.firstKey() - clock.nanos())));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    private void waitUntilDue() throws InterruptedException {
        changed.awaitNanos(later.firstKey() - clock.nanos());
    }

    @GuardedBy("lock")
    private void addReady(K key) {
        forgetLater(key);
        if (working.contains(key)) {
            again.add(key);
        } else if (ready.add(key)) {
            changed.signal();
        }
    }

    @GuardedBy("lock")
    private void addLater(K key, Duration delay) {
        long due = clock.nanos() + delay.toNanos();
        Long known = dueNanos.get(key);
        if (ready.contains(key) || known != null && known <= due) {
            return;
        }
        forgetLater(key);
        dueNanos.put(key, due);
        later.computeIfAbsent(due, _ -> new LinkedHashSet<>()).add(key);
        changed.signal();
    }

    @GuardedBy("lock")
    private void forgetLater(K key) {
        Long due = dueNanos.remove(key);
        if (due == null) {
            return;
        }
        Set<K> keys = later.get(due);
        if (keys != null && keys.remove(key) && keys.isEmpty()) {
            later.remove(due);
        }
    }

    @GuardedBy("lock")
    private void promoteDue() {
        while (!later.isEmpty() && later.firstKey() - clock.nanos() <= 0) {
            for (K key : List.copyOf(later.firstEntry().getValue())) {
                addReady(key);
            }
        }
    }

    @GuardedBy("lock")
    private void release(K key) {
        working.remove(key);
        if (again.remove(key)) {
            addReady(key);
        }
    }
}
