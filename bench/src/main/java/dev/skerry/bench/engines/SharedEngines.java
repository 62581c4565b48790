// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench.engines;

import dev.skerry.bench.Report;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.remotestore.Endpoint;
import dev.skerry.remotestore.TlsFiles;
import dev.skerry.remotestore.engines.EngineProcess;
import dev.skerry.remotestore.engines.MariadbServer;
import dev.skerry.remotestore.engines.PostgresServer;
import dev.skerry.remotestore.etcd.EtcdConfig;
import dev.skerry.remotestore.etcd.EtcdServer;
import dev.skerry.remotestore.etcd.EtcdStore;
import dev.skerry.remotestore.sql.SqlConfig;
import dev.skerry.remotestore.sql.SqlStore;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.Update;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What 200 clients at once get of the store on each engine, one after another on the same disk: writes of new keys of
/// 2 KB, each answered when it is on disk; the failures among them; and how long it takes from the beginning of a write
/// until a watch is told of it: a watch of another server's store, where several servers can share the engine. Then a
/// plain etcd with fewer and more callers. Engines have their own defaults and sync their disk; they share the
/// processors with the callers.
public final class SharedEngines {
    private static final String COMMAND = "bench/run sharing";
    private static final int[] CALLERS = {1, 16, 256};
    private static final int CLIENTS = 200;
    private static final int VALUE_BYTES = 2_048;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration COUNTED = Duration.ofSeconds(6);

    private static final AtomicLong NEXT = new AtomicLong();

    /// Writes a new key, and says whether that went well.
    @FunctionalInterface
    interface Writer {
        boolean write(long number, byte[] value) throws Exception;
    }

    private SharedEngines() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (Store store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            measureClients("SQLite", store, store);
        }
        try (var server = PostgresServer.run()) {
            measure("PostgreSQL", server);
        }
        try (var server = MariadbServer.run()) {
            measure("MariaDB", server);
        }
        measureEtcd(folder);
        if (Files.isExecutable(PlainEtcd.PROGRAM)) {
            try (var etcd = PlainEtcd.run(folder.resolve("etcd"))) {
                measure("plain etcd, by its JSON gateway", etcd::put);
            }
        }
    }

    private static void measure(String name, EngineProcess server) throws Exception {
        Endpoint endpoint = Endpoint.parse(server.endpoint("skerry_bench"));
        try (Store one = open(endpoint);
                Store other = open(endpoint)) {
            measureClients(name, one, other);
        }
    }

    private static void measureEtcd(Path folder) throws Exception {
        EtcdServer server = EtcdServer.alone(folder.resolve("shared-etcd"));
        var config = EtcdConfig.of((Endpoint.Etcd) Endpoint.parse(server.url()), TlsFiles.NONE);
        try (Store one = EtcdStore.open(config, SystemClock.CLOCK, new Random());
                Store other = EtcdStore.open(config, SystemClock.CLOCK, new Random())) {
            measureClients("etcd", one, other);
        } finally {
            server.stop();
        }
    }

    private static Store open(Endpoint endpoint) {
        var random = new Random();
        return switch (endpoint) {
            case Endpoint.Postgres one ->
                SqlStore.open(one, TlsFiles.NONE, SqlConfig.server(), SystemClock.CLOCK, random);
            case Endpoint.Mysql one -> SqlStore.open(one, TlsFiles.NONE, SqlConfig.server(), SystemClock.CLOCK, random);
            case Endpoint.Etcd _, Endpoint.Embedded _ -> throw new IllegalArgumentException(endpoint.toString());
        };
    }

    private static Writer of(Store store) {
        return (number, value) -> store.create(key(number), value) instanceof Update.Done;
    }

    private static void measure(String name, Writer writer) throws InterruptedException {
        run(writer, 64, WARM_UP);
        for (int callers : CALLERS) {
            Outcome outcome = run(writer, callers, COUNTED);
            Report.row(
                    COMMAND,
                    name + ", durable writes of 2 KB, " + callers + (callers == 1 ? " caller" : " callers"),
                    String.format(Locale.ROOT, "%.0f per second", outcome.perSecond()) + failures(outcome),
                    "");
        }
    }

    private static void measureClients(String name, Store writing, Store watching) throws Exception {
        run(of(writing), CLIENTS, WARM_UP);
        try (var lag = new Lag(watching)) {
            Outcome outcome = run(of(writing), CLIENTS, COUNTED);
            Report.row(
                    COMMAND,
                    name + ", " + CLIENTS + " clients for " + COUNTED.toSeconds() + " s: failures, and from the"
                            + " beginning of a write to a watch"
                            + (writing.equals(watching) ? "" : " of another server"),
                    outcome.failed() + " of " + (outcome.done() + outcome.failed()) + "; " + lag.text() + "; "
                            + Math.round(outcome.perSecond()) + " writes per second",
                    "no failure");
        }
    }

    private static String failures(Outcome outcome) {
        return outcome.failed() == 0 ? "" : ", " + outcome.failed() + " failed";
    }

    private record Outcome(int done, int failed, double perSecond) {}

    private static Outcome run(Writer writer, int callers, Duration duration) throws InterruptedException {
        var done = new AtomicInteger();
        var failed = new AtomicInteger();
        var isOver = new AtomicBoolean();
        long from = SystemClock.CLOCK.nanos();
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < callers; i++) {
                tasks.start("caller", () -> {
                    var random = new Random();
                    while (!isOver.get()) {
                        (attempt(writer, random) ? done : failed).incrementAndGet();
                    }
                });
            }
            SystemClock.CLOCK.sleep(duration);
            isOver.set(true);
            tasks.await();
        }
        double seconds = (SystemClock.CLOCK.nanos() - from) / 1e9;
        return new Outcome(done.get(), failed.get(), done.get() / seconds);
    }

    private static boolean attempt(Writer writer, Random random) {
        try {
            return writer.write(NEXT.incrementAndGet(), value(random));
        } catch (Exception _) {
            // Counted.
            return false;
        }
    }

    /// Half of it as hard to compress as it gets, half as easy, as objects are; it begins with the time.
    private static byte[] value(Random random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        java.util.Arrays.fill(value, VALUE_BYTES / 2, VALUE_BYTES, (byte) 'x');
        ByteBuffer.wrap(value).putLong(SystemClock.CLOCK.nanos());
        return value;
    }

    private static Key key(long number) {
        return new Key("/registry/core/pods/default/pod-" + number);
    }
}
