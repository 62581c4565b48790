// SPDX-License-Identifier: Apache-2.0
package dev.skerry.client.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.client.ManualClock;
import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final ManualClock clock = new ManualClock();
    private final WorkQueue<String> queue = new WorkQueue<>(clock, new Random(1));

    @Test
    void aKeyWaitsOnceHoweverOftenItIsAdded() {
        queue.add("a");
        queue.add("b");
        queue.add("a");
        assertThat(queue.poll()).contains("a");
        assertThat(queue.poll()).contains("b");
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void aKeyAddedWhileItIsWorkedOnComesAfterwards() {
        queue.add("a");
        queue.poll();
        queue.add("a");
        assertThat(queue.poll()).isEmpty();
        queue.done("a");
        assertThat(queue.poll()).contains("a");
    }

    @Test
    void theEarliestDelayCounts() {
        queue.addAfter("a", Duration.ofSeconds(9));
        queue.addAfter("a", Duration.ofSeconds(3));
        queue.addAfter("a", Duration.ofSeconds(6));
        assertThat(queue.untilNext()).contains(Duration.ofSeconds(3));
        clock.advance(Duration.ofSeconds(3));
        assertThat(queue.poll()).contains("a");
        queue.done("a");
        clock.advance(Duration.ofSeconds(20));
        assertThat(queue.poll()).isEmpty();
    }

    @Test
    void failuresDelayMoreAndMoreUntilSuccess() {
        queue.add("a");
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(queue.poll()).contains("a");
            queue.failed("a");
        }
        assertThat(queue.untilNext().orElseThrow()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        clock.advance(Duration.ofMinutes(1));
        queue.poll();
        queue.done("a");
        assertThat(queue.failures("a")).isZero();
        assertThat(queue.untilNext()).isEmpty();
    }

    @Test
    void whoWaitsIsWokenByAKeyAndByTime() throws Exception {
        var real = new WorkQueue<String>(SystemClock.CLOCK, new Random(1));
        var taken = new LinkedBlockingQueue<String>();
        try (var tasks = new TaskGroup()) {
            tasks.start("worker", () -> {
                while (true) {
                    taken.add(real.take());
                }
            });
            real.addAfter("later", Duration.ofMillis(20));
            real.add("now");
            assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("now");
            assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo("later");
        }
    }
}
