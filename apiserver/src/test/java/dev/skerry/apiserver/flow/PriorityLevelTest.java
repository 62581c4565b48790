// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.chain.RequestInfo;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PriorityLevelTest {
    private final PriorityLevel level = new PriorityLevel(new FairQueues(2, 4, 10, 2), SystemClock.CLOCK);

    @Test
    void whatAWriteSetsOffKeepsSeatsForAWhileAndThenLetsTheNextOneIn() throws Exception {
        var write = entrant(new Width(1, 2, Duration.ofMillis(300)));
        var next = entrant(Width.ONE);
        assertThat(level.enter(write, Duration.ZERO)).isEmpty();
        level.leave(write);
        assertThat(level.look().taken()).isEqualTo(2);
        assertThat(level.enter(next, Duration.ZERO))
                .as("its echo has both seats")
                .contains("time-out");
        assertThat(level.enter(next, Duration.ofSeconds(20)))
                .as("nobody else comes or goes")
                .isEmpty();
        assertThat(level.look().taken()).isEqualTo(1);
        level.leave(next);
        assertThat(level.look().taken()).isZero();
    }

    @Test
    void whoHasWaitedFromBeforeTheWriteEndedIsLetInWhenItsEchoIsOver() throws Exception {
        var write = entrant(new Width(2, 2, Duration.ofMillis(300)));
        var next = entrant(Width.ONE);
        assertThat(level.enter(write, Duration.ZERO)).isEmpty();
        var answers = new ArrayBlockingQueue<Optional<String>>(1);
        try (var tasks = new TaskGroup()) {
            tasks.start("next", () -> answers.add(level.enter(next, Duration.ofDays(1))));
            while (level.look().waiting() == 0) {
                Thread.onSpinWait();
            }
            level.leave(write);
            assertThat(answers.poll(20, TimeUnit.SECONDS))
                    .as("nobody else comes or goes")
                    .isEmpty();
            level.leave(next);
        }
    }

    @Test
    void whoWaitsIsSeenInTheirQueueAndGoneFromItAfterwards() throws Exception {
        var first = entrant(new Width(2, 0, Duration.ZERO));
        var second = entrant(Width.ONE);
        assertThat(level.enter(first, Duration.ZERO)).isEmpty();
        var answers = new ArrayBlockingQueue<Optional<String>>(1);
        try (var tasks = new TaskGroup()) {
            tasks.start("second", () -> answers.add(level.enter(second, Duration.ofSeconds(20))));
            while (level.look().waiting() == 0) {
                Thread.onSpinWait();
            }
            assertThat(level.look().lines().stream().flatMap(line -> line.waiting().stream()))
                    .singleElement()
                    .satisfies(waiting -> assertThat(waiting.entrant()).isSameAs(second));
            level.leave(first);
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEmpty();
            assertThat(level.look().lines().stream()
                            .mapToInt(PriorityLevel.Line::seatsInUse)
                            .sum())
                    .isEqualTo(1);
            level.leave(second);
            assertThat(level.look().lines()).allMatch(line -> line.seatsInUse() == 0 && line.executing() == 0);
        }
    }

    private static Entrant entrant(Width width) {
        var request = new Request("GET", "/version", Map.of(), Map.of(), new byte[0], List.of(), "");
        return new Entrant("all", "", 1, width, "jane", RequestInfo.of(request));
    }
}
