// SPDX-License-Identifier: Apache-2.0
package dev.skerry.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.apiserver.storage.ListQuery;
import dev.skerry.apiserver.storage.ObjectFilter;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.Write;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Random;

/// How long it takes from opening a database with very many pods until they can be served, and what a pod then costs
/// of memory.
public final class ColdStart {
    private static final String COMMAND = "bench/run cold";
    private static final int BATCH = 1_000;
    private static final String PREFIX = "/registry/core/pods/plant/";

    private ColdStart() {}

    /// @param arguments how many pods; a million if nothing is said
    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path folder = Files.createTempDirectory(Path.of("bench/target"), "cold");
        Path file = folder.resolve("state.db");
        try {
            fill(file, count);
            measure(file, count);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path one : files.toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(folder);
        }
    }

    private static void fill(Path file, int count) {
        var random = new Random(count);
        try (Store store = SqliteStore.open(file, SqliteConfig.server())) {
            for (int i = 0; i < count; i += BATCH) {
                var writes = new ArrayList<Write>();
                for (int j = i; j < Math.min(count, i + BATCH); j++) {
                    byte[] pod = CacheMemory.podText(j, random).getBytes(UTF_8);
                    writes.add(new Write.Put(new Key(PREFIX + String.format(Locale.ROOT, "pod-%07d", j)), pod));
                }
                store.writeAll(writes);
            }
        }
    }

    private static void measure(Path file, int count) throws IOException {
        long before = CacheMemory.heap();
        long from = System.nanoTime();
        try (Store store = SqliteStore.open(file, SqliteConfig.server())) {
            var storage = new ObjectStorage(store);
            int served = storage.list("", "pods", ListQuery.now(ObjectFilter.EVERYTHING))
                    .items()
                    .size();
            double seconds = (System.nanoTime() - from) / 1e9;
            if (served != count) {
                throw new IllegalStateException(served + " of " + count + " pods are there");
            }
            long held = CacheMemory.heap() - before;
            Report.row(
                    COMMAND,
                    String.format(Locale.ROOT, "from opening a database with %,d pods to their list", count),
                    String.format(Locale.ROOT, "%.1f s, database %,d MB", seconds, Files.size(file) >> 20),
                    count == 1_000_000 ? "under 5 s" : "");
            Report.row(
                    COMMAND,
                    String.format(Locale.ROOT, "watch cache, heap per pod, of %,d", count),
                    String.format(Locale.ROOT, "%d bytes", held / count),
                    "under 500");
            // So that it is still held when the heap is measured.
            storage.revision("", "pods");
        }
    }
}
