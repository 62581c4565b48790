// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.StoreUnavailableException;
import dev.skerry.store.Update;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Writers that each count up in a key of their own, through whatever happens, and remember what was
/// acknowledged. What they were told may have been done, they look up.
final class Load implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(20);

    private final Store store;
    private final AtomicInteger[] acknowledged;
    private final Set<Long> revisions = ConcurrentHashMap.newKeySet();
    private final Semaphore more = new Semaphore(0);
    private final AtomicLong failures = new AtomicLong();
    private final TaskGroup tasks = new TaskGroup();

    Load(Store store, int writers) {
        this.store = store;
        this.acknowledged = new AtomicInteger[writers];
        for (int i = 0; i < writers; i++) {
            int writer = i;
            acknowledged[i] = new AtomicInteger();
            tasks.start("writer " + i, () -> count(writer));
        }
    }

    static Key key(int writer) {
        return new Key("/load/" + writer);
    }

    long failures() {
        return failures.get();
    }

    /// Waits until so many more were acknowledged.
    void awaitMore(int count) throws InterruptedException {
        more.drainPermits();
        assertThat(more.tryAcquire(count, 60, TimeUnit.SECONDS))
                .as("%d writes get through; failures: %d", count, failures())
                .isTrue();
    }

    /// Ends the writers, and looks whether everything that was acknowledged is there.
    void verify() {
        close();
        for (int i = 0; i < acknowledged.length; i++) {
            int there = store.find(key(i)).map(Load::number).orElse(0);
            assertThat(there).as("writer " + i).isBetween(acknowledged[i].get(), acknowledged[i].get() + 1);
        }
    }

    @Override
    public void close() {
        tasks.close();
    }

    private void count(int writer) throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Optional<Entry> found = store.find(key(writer));
                int next = found.map(Load::number).orElse(0) + 1;
                byte[] value = ("" + next).getBytes(UTF_8);
                Update answer = found.map(entry -> store.update(key(writer), value, entry.modified()))
                        .orElseGet(() -> store.create(key(writer), value));
                assertThat(answer).as("the only writer of its key").isInstanceOf(Update.Done.class);
                long revision = ((Update.Done) answer).revision().value();
                assertThat(revisions.add(revision))
                        .as("revision " + revision + " is new")
                        .isTrue();
                acknowledged[writer].set(next);
                more.release();
            } catch (StoreUnavailableException _) {
                failures.incrementAndGet();
                SystemClock.CLOCK.sleep(RETRY);
            }
        }
    }

    private static int number(Entry entry) {
        return Integer.parseInt(new String(entry.value(), UTF_8));
    }
}
