// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesUpToItsMost() {
        var backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
        var random = new Random(1);
        for (int failures = 1; failures < 100; failures++) {
            long wholeMillis = failures > 7 ? 30_000 : Math.min(30_000, 500L << (failures - 1));
            assertThat(backoff.delay(failures, random))
                    .isBetween(Duration.ofMillis(wholeMillis / 2), Duration.ofMillis(wholeMillis));
        }
    }
}
