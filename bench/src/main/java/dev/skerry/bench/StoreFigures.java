// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Change;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What the store on SQLite costs the disk, how many durable writes it does, and how soon they are seen.
public final class StoreFigures {
    private static final String COMMAND = "bench/run store";
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(8);
    private static final int UPDATES = 4_000;

    private StoreFigures() {}

    /// @param arguments numbers of callers: then nothing else is measured
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("bytes")) {
            bytesWritten(1);
            bytesWritten(50);
            return;
        }
        if (arguments.length > 0) {
            for (String callers : arguments) {
                writesPerSecond(Integer.parseInt(callers));
            }
            return;
        }
        bytesWritten(1);
        bytesWritten(50);
        for (int callers : new int[] {1, 16, 256}) {
            writesPerSecond(callers);
        }
        clientsAndLag();
    }

    private static Path file() throws IOException {
        return Files.createTempDirectory(Path.of("bench/target"), "store").resolve("state.db");
    }

    private static void delete(Path file) throws IOException {
        try (var files = Files.list(file.getParent())) {
            for (Path one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(file.getParent());
    }

    private static byte[] value(int length, Random random) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    /// What the kernel was given to write for the disk, the moving of the log included; the file is closed first.
    private static void bytesWritten(int atOnce) throws IOException {
        Path file = file();
        var random = new Random(1);
        long before;
        try (Store store = SqliteStore.open(file, SqliteConfig.server())) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 1_000; i++) {
                writes.add(new Write.Put(key(i), value(500, random)));
            }
            store.writeAll(writes);
        }
        before = written();
        try (Store store = SqliteStore.open(file, SqliteConfig.server())) {
            for (int i = 0; i < UPDATES; i += atOnce) {
                var writes = new ArrayList<Write>();
                for (int j = 0; j < atOnce; j++) {
                    writes.add(new Write.Put(key((i + j) % 1_000), value(500, random)));
                }
                store.writeAll(writes);
            }
        }
        long each = (written() - before) / UPDATES;
        Report.row(
                COMMAND,
                "bytes written to disk for an update of 500 bytes, " + atOnce + " to a commit",
                String.format(Locale.ROOT, "%,d bytes", each),
                atOnce == 1 ? "under 9 KB" : "under 2 KB");
        delete(file);
    }

    private static Key key(int number) {
        return new Key(String.format(Locale.ROOT, "/registry/pods/plant/line-%05d", number));
    }

    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("write_bytes: "))
                .mapToLong(line -> Long.parseLong(line.substring("write_bytes: ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static void writesPerSecond(int callers) throws Exception {
        Path file = file();
        try (Store store = SqliteStore.open(file, SqliteConfig.server())) {
            var done = new LongAdder();
            var end = new AtomicLong(System.nanoTime() + WARM_UP.plus(MEASURED).toNanos());
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < callers; i++) {
                    int caller = i;
                    threads.submit(() -> {
                        var random = new Random(caller);
                        byte[] value = value(2_048, random);
                        while (System.nanoTime() < end.get()) {
                            value[random.nextInt(value.length)]++;
                            store.writeAll(List.of(new Write.Put(key(caller * 8 + random.nextInt(8)), value.clone())));
                            done.increment();
                        }
                    });
                }
                SystemClock.CLOCK.sleep(WARM_UP);
                long before = done.sum();
                long from = System.nanoTime();
                SystemClock.CLOCK.sleep(MEASURED);
                double each = (done.sum() - before) / ((System.nanoTime() - from) / 1e9);
                Report.row(
                        COMMAND,
                        "durable writes of 2 KB, callers: " + callers,
                        String.format(Locale.ROOT, "%,.0f per second", each),
                        callers == 256 ? "30,000 per second" : "");
            }
        }
        delete(file);
    }

    /// 200 clients update keys of their own as fast as they are answered; a watcher sees all.
    private static void clientsAndLag() throws Exception {
        Path file = file();
        int clients = 200;
        Map<Long, Long> begun = new ConcurrentHashMap<>();
        var errors = new LongAdder();
        var done = new LongAdder();
        long end = System.nanoTime() + MEASURED.toNanos();
        long[] lags;
        try (Store store = SqliteStore.open(file, SqliteConfig.server());
                Watch watch = store.watch("/", Revision.NONE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                Key key = key(i);
                threads.submit(() -> update(store, key, end, begun, errors, done));
            }
            lags = lags(watch, end, begun);
        }
        Arrays.sort(lags);
        Report.row(
                COMMAND,
                clients + " clients, write errors",
                String.format(Locale.ROOT, "%d of %,d", errors.sum(), done.sum()),
                "0");
        Report.row(
                COMMAND,
                clients + " clients, from asking for a write to a watcher who has it",
                String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, p99 %.1f ms",
                        lags[lags.length / 2] / 1e6,
                        lags[lags.length * 99 / 100] / 1e6),
                "");
        delete(file);
    }

    private static void update(
            Store store, Key key, long end, Map<Long, Long> begun, LongAdder errors, LongAdder done) {
        byte[] value = value(2_048, new Random(key.hashCode()));
        Revision at = ((Update.Done) store.create(key, value)).revision();
        while (System.nanoTime() < end) {
            long from = System.nanoTime();
            try {
                if (store.update(key, value.clone(), at) instanceof Update.Done(Revision revision)) {
                    at = revision;
                    begun.put(revision.value(), from);
                    done.increment();
                } else {
                    errors.increment();
                }
            } catch (RuntimeException failed) {
                errors.increment();
            }
        }
    }

    /// The watcher may be faster than the writer's note, so it looks the beginnings up at the end.
    private static long[] lags(Watch watch, long end, Map<Long, Long> begun) throws InterruptedException {
        Map<Long, Long> seen = new ConcurrentHashMap<>();
        while (System.nanoTime() < end) {
            switch (watch.next(Duration.ofMillis(50))) {
                case Watch.Next.Changes(List<Change> changes) -> {
                    long now = System.nanoTime();
                    changes.forEach(change -> seen.put(change.revision().value(), now));
                }
                case Watch.Next.Quiet _ -> {
                    // Then it is the last.
                }
                case Watch.Next.Lost(String reason) -> throw new IllegalStateException(reason);
            }
        }
        return seen.entrySet().stream()
                .filter(one -> begun.containsKey(one.getKey()))
                .mapToLong(one -> one.getValue() - Objects.requireNonNull(begun.get(one.getKey())))
                .toArray();
    }
}
