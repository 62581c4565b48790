// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.foundation.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// `make soak`: seeds that nobody has tried, one after another, for `soak.minutes`.
@Tag("soak")
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+")
class SoakTest {
    private static final int STEPS = 6_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void beQuiet() {
        Log.show(Log.Level.ERROR);
    }

    @AfterEach
    void speakAgain() {
        Log.show(Log.Level.INFO);
    }

    @Test
    void noSeedFindsAnything() throws Exception {
        var clock = SystemClock.CLOCK;
        long end = clock.nanos()
                + Duration.ofMinutes(Long.getLong("soak.minutes", 10)).toNanos();
        long first = Long.getLong("skerry.sim.first", clock.now().toEpochMilli());
        long seed = first;
        while (clock.nanos() - end < 0) {
            Path files = Files.createDirectory(folder.resolve(Long.toString(seed)));
            new Simulation(seed, PlantedBug.NONE, files).run(STEPS);
            seed++;
        }
        System.out.println("soak: seeds " + first + " to " + (seed - 1) + ", " + STEPS + " steps each");
        assertThat(seed).isGreaterThan(first);
    }
}
