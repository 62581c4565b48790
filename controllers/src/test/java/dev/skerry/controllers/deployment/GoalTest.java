// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
    @ParameterizedTest(name = "{0} replicas, surge {1}, unavailable {2}: at most {3}, available at least {4}")
    @CsvSource({
        "10, '\"25%\"', '\"25%\"', 13, 8",
        "3,  '\"25%\"', '\"25%\"', 4,  3",
        "1,  '\"25%\"', '\"25%\"', 2,  1",
        "4,  0,         1,         4,  3",
        "4,  2,         0,         6,  4",
        // Two zeros, by rounding: something must be allowed to go, or nothing could ever move.
        "2,  0,         '\"20%\"', 2,  1",
        "2,  0,         9,         2,  0",
        "0,  1,         1,         1,  0",
    })
    void sharesAreRoundedSoThatNoOneMisses(int replicas, String surge, String unavailable, int most, int least) {
        var deployment = new KubeObject(JsonReader.read(
                        "{\"spec\":{\"replicas\":" + replicas + ",\"strategy\":{\"rollingUpdate\":{\"maxSurge\":"
                                + surge + ",\"maxUnavailable\":" + unavailable + "}}}}")
                .object());
        Goal goal = Goal.of(deployment);
        assertThat(goal.most()).isEqualTo(most);
        assertThat(goal.leastAvailable()).isEqualTo(least);
    }
}
