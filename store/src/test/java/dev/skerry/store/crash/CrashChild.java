// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.lifecycle.TaskFailedException;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.telemetry.Log;
import dev.skerry.store.Store;
import dev.skerry.store.history.Lines;
import dev.skerry.store.history.Load;
import dev.skerry.store.history.RecordedHistory;
import dev.skerry.store.history.Recorder;
import dev.skerry.store.history.RecordingClient;
import dev.skerry.store.history.RecordingWatch;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Random;

/// The process that dies: warms up on a store of its own, waits for the word, opens the store that is meant, reads
/// what is there, and writes until it is killed. Everything goes to the standard output as [Lines].
final class CrashChild {
    /// The log is moved into the database often, so that the end comes in the middle of that too.
    static final SqliteConfig CONFIG = new SqliteConfig(100_000, 5_000, 2, 256, 64 << 10, 16 << 20);

    /// How it ends when the store does.
    static final int FAILED = 3;

    private static final int CLIENTS = 4;
    private static final int KEYS = 12;
    private static final int WARM_UP_STEPS = 60;

    private CrashChild() {}

    /// What the parent says: where, how long the values are, after which revision to watch, and how to choose.
    record Word(Path file, int valueBytes, long watchAfter, long seed, String name, StoreVariant variant) {
        String line() {
            return String.join(
                    "\t",
                    file.toString(),
                    Integer.toString(valueBytes),
                    Long.toString(watchAfter),
                    Long.toString(seed),
                    name,
                    variant.name());
        }

        static Word read(String line) {
            String[] fields = line.split("\t", -1);
            return new Word(
                    Path.of(fields[0]),
                    Integer.parseInt(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    fields[4],
                    StoreVariant.valueOf(fields[5]));
        }
    }

    /// @param arguments a folder to warm up in
    public static void main(String[] arguments) throws Exception {
        Log.show(Log.Level.ERROR);
        @SuppressWarnings("resource") // The standard output stays open.
        var lines = new Lines(new FileOutputStream(FileDescriptor.out));
        warmUp(Path.of(arguments[0]));
        lines.say("warm");
        Word word = word();
        lines.say("opening");
        try (Store store = word.variant().open(word.file(), CONFIG)) {
            lines.say("open");
            work(store, word, lines);
        } catch (TaskFailedException failed) {
            fail(lines, failed.getCause());
        } catch (RuntimeException failed) {
            fail(lines, failed);
        }
    }

    private static void fail(Lines lines, Throwable why) {
        lines.say("failed " + why.getClass().getSimpleName() + " " + why.getMessage());
        System.exit(FAILED);
    }

    private static Word word() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        String line = reader.readLine();
        if (line == null) {
            System.exit(0);
        }
        return Word.read(line);
    }

    private static void warmUp(Path folder) {
        try (Store store = SqliteStore.open(folder.resolve("warm.db"), CONFIG)) {
            var nobody = new RecordedHistory();
            var load = new Load(client("warm", store, 100, nobody), new Random(1), "/k/", KEYS);
            for (int i = 0; i < WARM_UP_STEPS; i++) {
                load.step();
            }
        }
    }

    private static void work(Store store, Word word, Recorder recorder) throws InterruptedException {
        var reader = client(word.name() + "r", store, word.valueBytes(), recorder);
        reader.stand();
        reader.range("/k/", "/k/", 1_000);
        try (var tasks = new TaskGroup()) {
            var watch = new RecordingWatch(word.name() + "w", store, "/k/", word.watchAfter(), System::nanoTime);
            tasks.startBlocking("store", store::await);
            tasks.start("watch", () -> watch.follow(recorder, () -> false));
            for (int i = 0; i < CLIENTS; i++) {
                var client = client(word.name() + "c" + i, store, word.valueBytes(), recorder);
                var load = new Load(client, new Random(word.seed() + i), "/k/", KEYS);
                tasks.start("client", () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        load.step();
                    }
                });
            }
            tasks.await();
        }
    }

    private static RecordingClient client(String name, Store store, int valueBytes, Recorder recorder) {
        return new RecordingClient(name, store, valueBytes, System::nanoTime, recorder);
    }
}
