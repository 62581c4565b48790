// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.engines;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Change;
import dev.skerry.store.Store;
import dev.skerry.store.Watch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/// Follows a store and takes down how old each change is whose value begins with the time of its writing.
final class Lag implements AutoCloseable {
    private final Watch watch;
    private final TaskGroup tasks = new TaskGroup();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> lost = new AtomicReference<>("");

    Lag(Store store) {
        watch = store.watch("/", store.revision());
        tasks.start("watch", this::follow);
    }

    private void follow() throws InterruptedException {
        while (true) {
            switch (watch.next(Duration.ofSeconds(1))) {
                case Watch.Next.Changes(var changes) -> changes.forEach(this::take);
                case Watch.Next.Quiet _ -> {}
                case Watch.Next.Lost(String reason) -> {
                    lost.set(", then lost: " + reason);
                    return;
                }
            }
        }
    }

    private void take(Change change) {
        change.value()
                .ifPresent(value -> nanos.add(
                        SystemClock.CLOCK.nanos() - ByteBuffer.wrap(value).getLong()));
    }

    String text() {
        double[] millis = nanos.stream().mapToDouble(one -> one / 1e6).sorted().toArray();
        return millis.length == 0
                ? "nothing seen" + lost.get()
                : String.format(
                        Locale.ROOT,
                        "p50 %.0f ms, p99 %.0f ms (%d seen%s)",
                        millis[millis.length / 2],
                        millis[millis.length * 99 / 100],
                        millis.length,
                        lost.get());
    }

    @Override
    public void close() {
        tasks.close();
        watch.close();
    }
}
