// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.testkit.cluster.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Replays what earlier searches kept, and goes over one search of its own that is always the same. Anew and
/// longer, each decoder by itself: `make fuzz`, which says how long, and keeps a sample of what reached new code.
/// A finding becomes a file under `src/test/fuzz/NAME`, so that it is replayed for ever.
class FuzzTest {
    /// Ten to twenty seconds.
    private static final int SHORT = 150_000;

    private static final int LONG_SECONDS = Integer.getInteger("skerry.fuzz.seconds", 0);
    private static final Path KEPT = Checkout.root().resolve("testkit/src/test/fuzz");

    @TempDir
    Path folder;

    static Stream<String> names() {
        return Decoders.all().stream().map(Decoder::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void keptInputsAreUnderstoodOrRefused(String name) throws Exception {
        Decoder decoder = Decoders.named(name);
        for (byte[] seed : decoder.seeds()) {
            // A seed that is refused would be a poor place to start from.
            decoder.check().read(seed);
        }
        for (Path file : kept(name)) {
            decoder.read(Files.readAllBytes(file));
        }
    }

    @Test
    void aShortSearchFindsNothing() throws Exception {
        new Fuzzer(Decoders.together(), folder).repeat(SHORT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLongSearchFindsNothing(String name) throws Exception {
        assumeTrue(LONG_SECONDS > 0, "only in make fuzz");
        var fuzzer = new Fuzzer(Decoders.named(name), folder);
        fuzzer.search(KEPT.resolve(name), Duration.ofSeconds(LONG_SECONDS));
        fuzzer.keep(KEPT.resolve(name));
    }

    @Test
    void everyKeptFolderHasItsDecoder() throws Exception {
        try (Stream<Path> folders = Files.list(KEPT)) {
            assertThat(folders.map(path -> path.getFileName().toString())).isSubsetOf(names().toList());
        }
    }

    private static List<Path> kept(String name) throws Exception {
        Path inputs = KEPT.resolve(name);
        if (!Files.isDirectory(inputs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inputs)) {
            return files.sorted().toList();
        }
    }
}
