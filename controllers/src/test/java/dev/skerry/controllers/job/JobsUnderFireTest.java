// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One Job while watches lag, requests fail in the middle of a pass, watches expire, pods end and are deleted by
/// others, and the controller is started anew, in an order drawn from a seed. Every pod that ended is counted, and
/// none twice.
class JobsUnderFireTest {
    private static final int COMPLETIONS = 12;

    private final Set<String> succeeded = new HashSet<>();
    private final Set<String> failed = new HashSet<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyEndIsCountedOnce(long seed) {
        var world = new JobWorld(new Random(seed));
        boolean isIndexed = seed % 2 == 0;
        world.create("{'completionMode':'" + (isIndexed ? "Indexed" : "NonIndexed") + "','parallelism':3,'completions':"
                + COMPLETIONS + ",'backoffLimit':1000000}");
        var random = new Random(seed);
        for (int i = 0; i < 600 && !JobReport.isOver(world.job()); i++) {
            happen(world, random);
            assertThat(world.active().size()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(3);
            assertThat(world.count("succeeded")).isLessThanOrEqualTo(COMPLETIONS);
        }
        finish(world);
        assertThat(world.reason("Complete")).as("seed %d", seed).isEqualTo("CompletionsReached");
        assertThat(world.count("succeeded")).as("seed %d", seed).isEqualTo(COMPLETIONS);
        assertThat(world.count("failed")).as("seed %d: %s", seed, failed).isEqualTo(failed.size());
        assertThat(succeeded).as("seed %d", seed).hasSize(COMPLETIONS);
        assertThat(world.job().at("status", "uncountedTerminatedPods").object().isEmpty())
                .isTrue();
        assertThat(world.pods()).noneMatch(pod -> new JobPod(pod).isTracked());
    }

    private void happen(JobWorld world, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> {
                world.kube.failNext(1 + random.nextInt(3));
                world.stepInformers();
                world.stepJobs();
                world.kube.failNext(0);
            }
            case 1 -> {
                // In the middle of a pass.
                world.kube.failOnceAfter(random.nextInt(8));
                world.stepJobs();
                world.kube.failOnceAfter(-1);
            }
            case 2 -> world.restart();
            case 3 -> world.kube.compact();
            case 4 ->
                pick(world, random).ifPresent(pod -> {
                    world.end(pod, "Succeeded", 0);
                    succeeded.add(pod.uid());
                });
            case 5 ->
                pick(world, random).ifPresent(pod -> {
                    world.end(pod, "Failed", 1);
                    failed.add(pod.uid());
                });
            case 6 ->
                pick(world, random).ifPresent(pod -> {
                    world.delete(pod);
                    failed.add(pod.uid());
                });
            case 7, 8 -> world.stepInformers();
            case 9 -> world.clock.advance(Duration.ofSeconds(random.nextInt(40)));
            default -> world.stepJobs();
        }
    }

    private static Optional<KubeObject> pick(JobWorld world, Random random) {
        List<KubeObject> active = world.active();
        return active.isEmpty() ? Optional.empty() : Optional.of(active.get(random.nextInt(active.size())));
    }

    /// From here on nothing goes wrong any more, and every pod succeeds.
    private void finish(JobWorld world) {
        for (int i = 0; i < 200 && !JobReport.isOver(world.job()); i++) {
            world.advance(700);
            for (KubeObject pod : world.active()) {
                world.end(pod, "Succeeded", 0);
                succeeded.add(pod.uid());
            }
            world.settle();
        }
    }
}
