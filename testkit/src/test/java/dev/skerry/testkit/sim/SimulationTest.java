// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.telemetry.Log;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// More seeds: `-Dskerry.sim.seeds=1000`, from `-Dskerry.sim.first=12345`.
class SimulationTest {
    private static final int STEPS = 3_000;

    @BeforeEach
    void beQuiet() {
        Log.show(Log.Level.ERROR);
    }

    @AfterEach
    void speakAgain() {
        Log.show(Log.Level.INFO);
    }

    @Test
    void nothingIsLostNothingGoesBackAndNoPodIsDisturbed() throws InterruptedException {
        long first = Long.getLong("skerry.sim.first", 1);
        int seeds = Integer.getInteger("skerry.sim.seeds", 12);
        int started = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            var simulation = new Simulation(seed, PlantedBug.NONE);
            simulation.run(STEPS);
            var summary = simulation.summary();
            assertThat(summary.told()).isGreaterThan(20);
            assertThat(summary.connections()).isGreaterThan(3);
            assertThat(summary.agentLives()).isGreaterThan(3);
            started += summary.started();
        }
        assertThat(started).as("pods that ran").isGreaterThan(2 * seeds);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedBugIsFound(PlantedBug bug) throws InterruptedException {
        Optional<String> found = Optional.empty();
        for (long seed = 1; seed <= 40 && found.isEmpty(); seed++) {
            try {
                new Simulation(seed, bug).run(STEPS);
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
        assertThat(outcome()).isEqualTo(outcome());
    }

    private static String outcome() throws InterruptedException {
        for (long seed = 1; seed <= 40; seed++) {
            try {
                new Simulation(seed, PlantedBug.SERVER_ACKNOWLEDGES_EARLY).run(STEPS);
            } catch (InvariantViolation violation) {
                return String.valueOf(violation.getMessage());
            }
        }
        return "";
    }
}
