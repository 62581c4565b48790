// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.store.Store;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients and watchers of one store, all at once, and the history of it.
public final class StoreUnderLoad {
    private static final int KEYS = 12;
    private static final int WATCHERS = 3;

    private final Store store;
    private final long seed;

    public StoreUnderLoad(Store store, long seed) {
        this.store = store;
        this.seed = seed;
    }

    /// @param steps of each client
    public RecordedHistory run(int clients, int steps) throws InterruptedException {
        var history = new RecordedHistory();
        var busy = new AtomicInteger(clients);
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < WATCHERS; i++) {
                String prefix = i == 0 ? "/k/1" : "/k/";
                var watch = new RecordingWatch(
                        "watcher-" + i, store, prefix, store.revision().value(), System::nanoTime);
                tasks.start("watcher", () -> watch.follow(history, () -> busy.get() == 0));
            }
            for (int i = 0; i < clients; i++) {
                var client = new RecordingClient("client-" + i, store, 64, System::nanoTime, history);
                var load = new Load(client, new Random(seed + i), "/k/", KEYS);
                tasks.start("client", () -> {
                    for (int step = 0; step < steps; step++) {
                        load.step();
                    }
                    busy.decrementAndGet();
                });
            }
            tasks.await();
        }
        return history;
    }
}
