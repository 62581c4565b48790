// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.lifecycle.Jobs.Next;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// What everything that takes turns for jobs promises.
public abstract class JobsContract {
    private static final Duration LONG = Duration.ofHours(1);

    protected abstract Jobs jobs();

    /// Lets jobs take turns until this is so, and fails if it never is.
    protected abstract void await(String what, BooleanSupplier condition) throws InterruptedException;

    @Test
    void aJobTakesTurnsUntilItSaysThatItIsOver() throws Exception {
        var turns = new AtomicInteger();
        var ends = new AtomicInteger();
        jobs().job(
                        "three turns",
                        () -> turns.incrementAndGet() < 3 ? Next.in(Duration.ofMillis(1)) : Next.OVER,
                        ends::incrementAndGet)
                .start();
        await("the end", () -> ends.get() == 1);
        assertThat(turns).hasValue(3);
    }

    @Test
    void aPokeCutsThePauseShort() throws Exception {
        var turns = new AtomicInteger();
        var job = jobs().job("patient", () -> {
            turns.incrementAndGet();
            return Next.in(LONG);
        });
        job.start();
        await("the first turn", () -> turns.get() == 1);
        job.poke();
        await("the second turn", () -> turns.get() == 2);
        job.stop();
    }

    @Test
    void aPokeDuringATurnBringsAnother() throws Exception {
        var turns = new AtomicInteger();
        var self = new AtomicReference<Jobs.Job>();
        self.set(jobs().job("poked by itself", () -> {
            if (turns.incrementAndGet() == 1) {
                self.get().poke();
            }
            return Next.in(LONG);
        }));
        self.get().start();
        await("the second turn", () -> turns.get() == 2);
        self.get().stop();
    }

    @Test
    void aJobThatIsStoppedTakesNoMoreTurnsAndEndsOnce() throws Exception {
        var turns = new AtomicInteger();
        var ends = new AtomicInteger();
        var job = jobs().job(
                        "stopped",
                        () -> {
                            turns.incrementAndGet();
                            return Next.in(LONG);
                        },
                        ends::incrementAndGet);
        job.start();
        await("the first turn", () -> turns.get() == 1);
        job.stop();
        await("the end", () -> ends.get() == 1);
        job.poke();
        job.stop();
        assertThat(turns).hasValue(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aTurnMayEndItsOwnJob() throws Exception {
        var ends = new AtomicInteger();
        var self = new AtomicReference<Jobs.Job>();
        self.set(jobs().job(
                        "stops itself",
                        () -> {
                            self.get().stop();
                            return Next.in(LONG);
                        },
                        ends::incrementAndGet));
        self.get().start();
        await("the end", () -> ends.get() == 1);
    }
}
