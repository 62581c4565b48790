// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.history;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Clients and watchers of a store, or of several over one engine, all at once, and the history of it. The engine
/// must hold none of the keys under `/k/` before.
public final class StoreUnderLoad {
    private static final int KEYS = 12;
    private static final int WATCHERS = 3;
    private static final int VALUE_BYTES = 64;

    /// Of a client who was refused: an engine that is away refuses very fast.
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final List<Store> stores;
    private final long seed;

    /// What is done to the engine meanwhile.
    @FunctionalInterface
    public interface Weather {
        /// Returns when it is over; then clients end, and watchers when they have seen everything.
        void happen(RecordedHistory soFar) throws Exception;
    }

    public StoreUnderLoad(Store store, long seed) {
        this(List.of(store), seed);
    }

    public StoreUnderLoad(List<? extends Store> stores, long seed) {
        this.stores = List.copyOf(stores);
        this.seed = seed;
    }

    /// @param steps of each client
    public RecordedHistory run(int clients, int steps) throws Exception {
        var history = new RecordedHistory();
        var left = new AtomicInteger(clients);
        try (var tasks = new TaskGroup()) {
            startWatchers(tasks, history, () -> left.get() == 0);
            for (int i = 0; i < clients; i++) {
                Load load = load(i, history);
                tasks.start("client", () -> {
                    for (int step = 0; step < steps; step++) {
                        load.step();
                    }
                    left.decrementAndGet();
                });
            }
            tasks.await();
        }
        return history;
    }

    /// Clients go on until the weather is over.
    public RecordedHistory run(int clients, Weather weather) throws Exception {
        var history = new RecordedHistory();
        var isOver = new AtomicBoolean();
        var left = new AtomicInteger(clients);
        try (var tasks = new TaskGroup()) {
            startWatchers(tasks, history, () -> left.get() == 0);
            for (int i = 0; i < clients; i++) {
                Load load = load(i, history);
                tasks.start("client", () -> {
                    while (!isOver.get()) {
                        if (load.step() instanceof Operation.Answer.NotDone) {
                            SystemClock.CLOCK.sleep(PAUSE);
                        }
                    }
                    left.decrementAndGet();
                });
            }
            weather.happen(history);
            isOver.set(true);
            tasks.await();
        }
        return history;
    }

    private static String name(int store) {
        return Character.toString('a' + store);
    }

    private void startWatchers(TaskGroup tasks, RecordedHistory history, BooleanSupplier mayEnd) {
        for (int i = 0; i < WATCHERS; i++) {
            int place = i % stores.size();
            Store store = stores.get(place);
            var watch = new RecordingWatch(
                    name(place) + "/watcher-" + i,
                    store,
                    i == 0 ? "/k/1" : "/k/",
                    store.revision().value(),
                    System::nanoTime);
            tasks.start("watcher", () -> watch.follow(history, mayEnd));
        }
    }

    private Load load(int number, RecordedHistory history) {
        int place = number % stores.size();
        var client = new RecordingClient(
                name(place) + "/client-" + number, stores.get(place), VALUE_BYTES, System::nanoTime, history);
        return new Load(client, new Random(seed + number), "/k/", KEYS);
    }
}
