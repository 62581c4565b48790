// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Log;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// More seeds: `-Dskerry.sim.seeds=1000`, from `-Dskerry.sim.first=12345`.
class SimulationTest {
    private static final int STEPS = 3_000;

    @TempDir
    private Path folder;

    private int simulations;

    @BeforeEach
    void beQuiet() {
        Log.show(Log.Level.ERROR);
    }

    @AfterEach
    void speakAgain() {
        Log.show(Log.Level.INFO);
    }

    private Simulation simulation(long seed, PlantedBug bug) {
        return new Simulation(seed, bug, folder.resolve(Integer.toString(++simulations)));
    }

    @Test
    void nothingIsLostNothingGoesBackAndNoPodIsDisturbed() throws InterruptedException {
        long first = Long.getLong("skerry.sim.first", 1);
        int seeds = Integer.getInteger("skerry.sim.seeds", 8);
        int started = 0;
        int told = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            var simulation = simulation(seed, PlantedBug.NONE);
            simulation.run(STEPS);
            var summary = simulation.summary();
            assertThat(summary.connections()).isGreaterThan(3);
            assertThat(summary.agentLives()).isGreaterThan(3);
            started += summary.started();
            told += summary.told();
        }
        assertThat(started).as("containers that were started").isGreaterThan(5 * seeds);
        assertThat(told).as("events that had to arrive").isGreaterThan(10 * seeds);
    }

    /// 1098: a Deployment that recreates its pods waited for ever; a rollout took away a pod too many.
    @ParameterizedTest
    @ValueSource(longs = {1098})
    void aSeedThatOnceFailedStaysWell(long seed) throws InterruptedException {
        simulation(seed, PlantedBug.NONE).run(STEPS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedBugIsFound(PlantedBug bug) throws InterruptedException {
        Optional<String> found = Optional.empty();
        for (long seed = 1; seed <= 40 && found.isEmpty(); seed++) {
            try {
                simulation(seed, bug).run(STEPS);
            } catch (InvariantViolation violation) {
                found = Optional.of(String.valueOf(violation.getMessage()));
            }
        }
        assertThat(found)
                .as("the simulator must find " + bug)
                .hasValueSatisfying(message -> assertThat(message).contains("seed"));
    }

    @Test
    void theSameSeedGivesTheSameRun() throws InterruptedException {
        assertThat(summary(3)).isEqualTo(summary(3));
    }

    private Simulation.Summary summary(long seed) throws InterruptedException {
        var simulation = simulation(seed, PlantedBug.NONE);
        simulation.run(STEPS);
        return simulation.summary();
    }
}
