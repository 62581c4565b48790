// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs the exchanges of all connections, and knows how many short ones are still to be answered.
record Exchanges(Handler handler, TaskGroup tasks, Clock clock, ServerSettings settings, AtomicInteger shortOnes) {
    Exchanges(Handler handler, TaskGroup tasks, Clock clock, ServerSettings settings) {
        this(handler, tasks, clock, settings, new AtomicInteger());
    }

    void start(Exchange exchange, Request request) {
        tasks.start("request", () -> exchange.run(request));
    }

    /// Waits until no short exchange is left, but not longer than this.
    void drain(Duration most) {
        long end = clock.nanos() + most.toNanos();
        try {
            while (shortOnes.get() > 0 && clock.nanos() < end) {
                clock.sleep(Duration.ofMillis(5));
            }
        } catch (InterruptedException _) {
            // Whoever closes us is in a hurry: end at once what is still running.
            Thread.currentThread().interrupt();
        }
    }
}
