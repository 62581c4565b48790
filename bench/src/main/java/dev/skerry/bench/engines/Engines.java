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
import dev.skerry.remotestore.opening.RemoteStores;
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

/// Durable writes of 2 KB through the store on each engine, and on a plain etcd, one after another on the same disk:
/// new keys, each answered when it is on disk, for some seconds at each number of callers. Then 200 clients at once,
/// whose failures are counted, and how long it takes from the beginning of a write until a watch is told of it: a
/// watch of another server's store, where several servers can share the engine. Engines have their own defaults and
/// sync their disk; they share the processors with the callers.
public final class Engines {
    private static final String COMMAND = "bench/run engines";
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

    private Engines() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("skerry-bench");
        try (Store store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            measure("SQLite", of(store));
            measureClients("SQLite", store, store);
        }
        try (var server = PostgresServer.run()) {
            measure("PostgreSQL", server);
        }
        try (var server = MariadbServer.run()) {
            measure("MariaDB", server);
        }
        if (Files.isExecutable(PlainEtcd.PROGRAM)) {
            try (var etcd = PlainEtcd.run(folder.resolve("etcd"))) {
                measure("plain etcd, by its JSON gateway", etcd::put);
            }
        }
    }

    private static void measure(String name, EngineProcess server) throws Exception {
        Endpoint endpoint = Endpoint.parse(server.endpoint("skerry_bench"));
        var random = new Random();
        try (Store one = RemoteStores.open(endpoint, TlsFiles.NONE, SystemClock.CLOCK, random);
                Store other = RemoteStores.open(endpoint, TlsFiles.NONE, SystemClock.CLOCK, random)) {
            measure(name, of(one));
            measureClients(name, one, other);
        }
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
                    name.equals("SQLite") && callers == 256 ? "30,000 per second, five times etcd" : "");
        }
    }

    private static void measureClients(String name, Store writing, Store watching) throws Exception {
        try (var lag = new Lag(watching)) {
            Outcome outcome = run(of(writing), CLIENTS, COUNTED);
            Report.row(
                    COMMAND,
                    name + ", " + CLIENTS + " clients for " + COUNTED.toSeconds() + " s: failures, and from the"
                            + " beginning of a write to a watch" + (writing == watching ? "" : " of another server"),
                    outcome.failed() + " of " + (outcome.done() + outcome.failed()) + "; " + lag.text(),
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
