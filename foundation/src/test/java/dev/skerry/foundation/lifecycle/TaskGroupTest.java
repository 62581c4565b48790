// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TaskGroupTest {
    @Test
    void aFailureStopsTheOthers() {
        var wasInterrupted = new AtomicBoolean();
        try (var tasks = new TaskGroup()) {
            tasks.start("waits", () -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stop) {
                    wasInterrupted.set(true);
                    throw stop;
                }
            });
            tasks.start("fails", () -> {
                throw new IllegalStateException("broken");
            });
            assertThatThrownBy(tasks::await)
                    .isInstanceOf(TaskFailedException.class)
                    .hasMessage("broken");
        }
        assertThat(wasInterrupted).isTrue();
    }

    @Test
    void closeEndsEveryTask() throws Exception {
        var tasks = new TaskGroup();
        tasks.start("waits", () -> new CountDownLatch(1).await());
        tasks.close();
        tasks.await();
    }

    @Test
    void readersOfPipesHoldUpNobody() throws Exception {
        int readers = Runtime.getRuntime().availableProcessors() + 1;
        var pipes = new java.util.ArrayList<Process>();
        try (var tasks = new TaskGroup()) {
            for (int i = 0; i < readers; i++) {
                Process silent = new ProcessBuilder("cat").start();
                pipes.add(silent);
                tasks.startBlocking("reader", () -> silent.getInputStream().read());
            }
            var ran = new java.util.concurrent.CountDownLatch(1);
            tasks.start("other", ran::countDown);
            assertThat(ran.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            pipes.forEach(Process::destroyForcibly);
        }
    }
}
