// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.Clock;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.history.RecordedHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// `make soak`: kills and power cuts that nobody has tried, one database after another, for `soak.minutes`, or until
/// there were `soak.rounds` of each. A line after each database says how far it is.
@Tag("soak")
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+")
class CrashSoakTest {
    /// Of one database; its history is checked as a whole.
    private static final int ROUNDS = 100;

    @TempDir
    private Path folder;

    private final Clock clock = SystemClock.CLOCK;
    private final long begin = clock.nanos();
    private long rounds;
    private long operations;

    @Test
    void noRoundFindsAnything() throws Exception {
        long end = begin + Duration.ofMinutes(Long.getLong("soak.minutes", 10)).toNanos();
        long enough = Long.getLong("soak.rounds", Long.MAX_VALUE);
        long first = Long.getLong("skerry.crash.first", clock.now().toEpochMilli());
        long seed = first;
        while (clock.nanos() - end < 0 && rounds < enough) {
            soak(seed);
            say("seed " + seed + " is sound");
            seed++;
        }
        say("done, seeds " + first + " to " + (seed - 1) + ", nothing found");
        assertThat(rounds).isPositive();
    }

    private void soak(long seed) throws IOException, InterruptedException {
        Path own = Files.createDirectory(folder.resolve(Long.toString(seed)));
        requireSound(seed, "kills", new CrashLoop(own.resolve("kills"), seed, StoreVariant.SOUND).run(ROUNDS));
        requireSound(seed, "power cuts", new PowerCuts(own.resolve("cuts"), seed, false).run(ROUNDS));
        rounds += ROUNDS;
        // Of what was sound nothing is kept: a day of it would fill the disk.
        try (Stream<Path> files = Files.walk(own)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void requireSound(long seed, String what, RecordedHistory history) {
        operations += history.size();
        try {
            history.requireSound();
        } catch (AssertionError broken) {
            say("seed " + seed + ", " + what + ": " + broken.getMessage());
            throw broken;
        }
    }

    private void say(String what) {
        System.out.printf(
                "soak: %,d kills and %,d power cuts, %,d operations, %,d s: %s%n",
                rounds,
                rounds,
                operations,
                Duration.ofNanos(clock.nanos() - begin).toSeconds(),
                what);
    }
}
