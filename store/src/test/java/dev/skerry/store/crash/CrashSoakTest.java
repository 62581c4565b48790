// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// `make soak`: kills and power cuts that nobody has tried, one database after another, for `soak.minutes`.
@Tag("soak")
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+")
class CrashSoakTest {
    /// Of one database; its history is checked as a whole.
    private static final int ROUNDS = 100;

    @TempDir
    private Path folder;

    @Test
    void noRoundFindsAnything() throws Exception {
        var clock = SystemClock.CLOCK;
        long end = clock.nanos()
                + Duration.ofMinutes(Long.getLong("soak.minutes", 10)).toNanos();
        long first = Long.getLong("skerry.crash.first", clock.now().toEpochMilli());
        long seed = first;
        while (clock.nanos() - end < 0) {
            Path kills = Files.createDirectory(folder.resolve("kills" + seed));
            Path cuts = Files.createDirectory(folder.resolve("cuts" + seed));
            new CrashLoop(kills, seed, StoreVariant.SOUND).run(ROUNDS).requireSound();
            new PowerCuts(cuts, seed, false).run(ROUNDS).requireSound();
            seed++;
        }
        System.out.println("soak: seeds " + first + " to " + (seed - 1) + ", " + ROUNDS + " kills and " + ROUNDS
                + " power cuts each");
        assertThat(seed).isGreaterThan(first);
    }
}
