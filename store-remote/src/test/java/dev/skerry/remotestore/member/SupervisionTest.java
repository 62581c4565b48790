// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SupervisionTest {
    private final Random random = new Random(1);
    private long now = 5_000_000_000L;

    @Test
    void whatEndsSoonIsStartedLaterAndLater() {
        Supervision.Due due = Supervision.first(now);
        assertThat(due.remaining(now)).isZero();
        Duration[] waits = new Duration[8];
        for (int i = 0; i < waits.length; i++) {
            due = (Supervision.Due) due.started(now).ended(false, now, random);
            waits[i] = due.remaining(now);
            pass(waits[i]);
            assertThat(due.remaining(now)).isZero();
        }
        assertThat(waits[0]).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(waits[1]).isGreaterThan(waits[0].dividedBy(2));
        assertThat(waits[7]).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    @Test
    void afterALongLifeItIsStartedSoon() {
        var tired = new Supervision.Due(now, 8).started(now);
        pass(Supervision.STEADY);

        var due = (Supervision.Due) tired.ended(false, now, random);

        assertThat(due.remaining(now)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoWasRemovedIsNotStartedAgain() {
        var running = Supervision.first(now).started(now);

        assertThat(running.ended(true, now, random)).isEqualTo(new Supervision.Over());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
