// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.Jobs.Next;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadedJobsTest extends JobsContract {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final TaskGroup tasks = new TaskGroup();
    private final Jobs jobs = new ThreadedJobs(tasks);

    @AfterEach
    void stop() {
        tasks.close();
    }

    @Override
    protected Jobs jobs() {
        return jobs;
    }

    @Override
    protected void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        var never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never: " + what).isLessThan(deadline);
            assertThat(never.await(1, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void aTurnThatBlocksIsInterruptedWhenItsJobIsStopped() throws Exception {
        var isInside = new CountDownLatch(1);
        var hasEnded = new CountDownLatch(1);
        var job = jobs.job(
                "blocked",
                () -> {
                    isInside.countDown();
                    new CountDownLatch(1).await();
                    return Next.OVER;
                },
                hasEnded::countDown);
        job.start();
        isInside.await();
        job.stop();
        assertThat(hasEnded.await(10, TimeUnit.SECONDS)).isTrue();
        tasks.await();
    }

    @Test
    void aTurnThatThrowsBringsItsGroupDown() {
        jobs.job("broken", () -> {
                    throw new IllegalStateException("a bug");
                })
                .start();
        assertThatThrownBy(tasks::await).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("a bug");
    }
}
