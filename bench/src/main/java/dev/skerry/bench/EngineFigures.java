// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.EtcdServer;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.remotestore.sql.SqlConfig;
import dev.skerry.remotestore.sql.SqlStore;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.Write;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/// Durable writes of 2 KB to every engine, one after another on the same disk, each as its package comes; the engines
/// share the machine with who writes.
public final class EngineFigures {
    private static final String COMMAND = "bench/run engines";
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final List<Integer> CALLERS = List.of(1, 16, 256);
    private static final int KEYS = 10_000;

    private EngineFigures() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of("bench/target"), "engines");
        var random = new Random();
        try (var store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            measure("SQLite, embedded", store);
        }
        try (var server = PostgresServer.run();
                var store = SqlStore.open(
                        (Endpoint.Postgres) Endpoint.parse(server.endpoint("bench")),
                        TlsFiles.NONE,
                        SqlConfig.server(),
                        SystemClock.CLOCK,
                        random)) {
            measure("PostgreSQL", store);
        }
        try (var server = MariadbServer.run();
                var store = SqlStore.open(
                        (Endpoint.Mysql) Endpoint.parse(server.endpoint("bench")),
                        TlsFiles.NONE,
                        SqlConfig.server(),
                        SystemClock.CLOCK,
                        random)) {
            measure("MariaDB", store);
        }
        EtcdServer etcd = EtcdServer.alone(folder.resolve("etcd"));
        var endpoint = (Endpoint.Etcd) Endpoint.parse(etcd.url());
        try (var store = EtcdStore.open(EtcdConfig.of(endpoint, TlsFiles.NONE), SystemClock.CLOCK, random)) {
            measure("etcd, one member", store);
        } finally {
            etcd.stop();
        }
    }

    private static void measure(String engine, Store store) throws InterruptedException {
        for (int callers : CALLERS) {
            write(store, callers, WARM_UP);
            double each = write(store, callers, MEASURED);
            Report.row(
                    COMMAND,
                    engine + ": durable writes of 2 KB, " + callers + (callers == 1 ? " caller" : " callers"),
                    String.format(Locale.ROOT, "%,.0f per second", each),
                    "");
        }
    }

    /// @return writes in a second
    private static double write(Store store, int callers, Duration time) throws InterruptedException {
        var written = new LongAdder();
        long start = SystemClock.CLOCK.nanos();
        long end = start + time.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                var random = new Random(caller);
                threads.submit(() -> {
                    byte[] value = new byte[2_048];
                    random.nextBytes(value);
                    while (SystemClock.CLOCK.nanos() < end) {
                        var key = new Key("/registry/bench/" + random.nextInt(KEYS));
                        store.writeAll(List.of(new Write.Put(key, value)));
                        written.increment();
                    }
                    return null;
                });
            }
        }
        return written.sum() * 1e9 / (SystemClock.CLOCK.nanos() - start);
    }
}
