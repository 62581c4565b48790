// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Tells whoever waits for longer than two seconds how far it is, once a second. One thread uses it.
public final class Progress implements LongConsumer {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration EACH = Duration.ofSeconds(1);

    private final String what;
    private final Clock clock;
    private final Consumer<String> telling;
    private long nextAt;

    /// @param what is counted, as in `entries saved`
    public Progress(String what, Clock clock, Consumer<String> telling) {
        this.what = what;
        this.clock = clock;
        this.telling = telling;
        this.nextAt = clock.nanos() + FIRST.toNanos();
    }

    @Override
    public void accept(long count) {
        long now = clock.nanos();
        if (now >= nextAt) {
            telling.accept(count + " " + what);
            nextAt = now + EACH.toNanos();
        }
    }
}
