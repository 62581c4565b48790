// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.agent.pod.NodeUsage.Measured;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonArray;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.Clock;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// How much of its processors the node and its containers use: what they have used at two moments, compared.
///
/// Nothing is measured while nobody asks. A question is compared with the one before it if that is neither too near
/// nor too far away; otherwise, and when a container has started since, whoever asks waits while a second sample is
/// taken. Others are not held up: each question has a thread of its own, and no lock is held. The last sample is
/// held softly, so that it is no burden to a node that has no memory left.
final class UsageRates {
    /// The kernel counts the machine's time in hundredths of a second: less than this says little.
    private static final Duration WINDOW_LEAST = Duration.ofSeconds(1);

    /// What was used longer ago than this is not what is used now.
    private static final Duration WINDOW_MOST = Duration.ofSeconds(60);

    private static final double NANOS = 1e9;

    private final Supplier<NodeUsage> usage;
    private final Clock clock;
    private volatile SoftReference<Sample> last = new SoftReference<>(null);

    /// @param usage reads what has been used until now
    UsageRates(Supplier<NodeUsage> usage, Clock clock) {
        this.usage = usage;
        this.clock = clock;
    }

    private record Sample(long nanos, NodeUsage usage) {
        Map<String, Long> cpuNanos() {
            var byContainer = new HashMap<String, Long>();
            usage.containers()
                    .forEach(one -> byContainer.put(key(one), one.usage().cpuNanos()));
            return byContainer;
        }

        private static String key(Measured one) {
            return ContainerLabels.uid(one.labels()) + "/" + one.container() + "/" + one.startedAt();
        }
    }

    /// ```json
    /// {"timestamp":"…Z","windowNanos":1002000000,"node":{"cpu":1500000,"memory":1048576},
    ///  "pods":[{"namespace":"d","name":"p","uid":"u","containers":[{"name":"c","cpu":1500000,"memory":4096}]}]}
    /// ```
    ///
    /// with CPU in billionths of a processor, memory (the working set) in bytes.
    JsonObject read() throws InterruptedException {
        Sample now = sample();
        Optional<Sample> known = earlier(now);
        Sample before = now;
        if (known.isPresent()) {
            before = known.get();
        } else {
            clock.sleep(WINDOW_LEAST);
            now = sample();
        }
        last = new SoftReference<>(now);
        return compared(before, now);
    }

    private Sample sample() {
        return new Sample(clock.nanos(), usage.get());
    }

    /// The last sample, if it can be compared with this one.
    private Optional<Sample> earlier(Sample now) {
        return Optional.ofNullable(last.get()).filter(one -> {
            long window = now.nanos() - one.nanos();
            return window >= WINDOW_LEAST.toNanos()
                    && window <= WINDOW_MOST.toNanos()
                    && one.cpuNanos().keySet().containsAll(now.cpuNanos().keySet());
        });
    }

    private static JsonObject compared(Sample before, Sample now) {
        long window = Math.max(1, now.nanos() - before.nanos());
        Map<String, Long> used = before.cpuNanos();
        var byPod = new TreeMap<String, List<Measured>>();
        for (Measured one : now.usage().containers()) {
            // One that started between the samples is told the next time.
            if (used.containsKey(Sample.key(one))) {
                byPod.computeIfAbsent(ContainerLabels.uid(one.labels()), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        var pods = new ArrayList<Json>();
        byPod.forEach((uid, containers) -> pods.add(pod(uid, containers, used, window)));
        var machine = now.usage().machine();
        long ofMachine = machine.cpuNanos() - before.usage().machine().cpuNanos();
        return JsonObject.of(
                "timestamp",
                now.usage().at().truncatedTo(ChronoUnit.SECONDS).toString(),
                "windowNanos",
                window,
                "node",
                JsonObject.of("cpu", rate(ofMachine, window), "memory", machine.workingSetBytes()),
                "pods",
                new JsonArray(pods));
    }

    private static JsonObject pod(String uid, List<Measured> containers, Map<String, Long> used, long window) {
        var name = ContainerLabels.pod(containers.getFirst().labels());
        var rates = new ArrayList<Json>();
        for (Measured one : containers) {
            long earlier = used.getOrDefault(Sample.key(one), 0L);
            rates.add(JsonObject.of(
                    "name", one.container(),
                    "cpu", rate(one.usage().cpuNanos() - earlier, window),
                    "memory", one.usage().workingSetBytes()));
        }
        return JsonObject.of(
                "namespace", name.namespace(), "name", name.name(), "uid", uid, "containers", new JsonArray(rates));
    }

    /// Counters of machines may be set back; nobody uses less than nothing.
    private static long rate(long nanos, long window) {
        return Math.max(0, Math.round(nanos * NANOS / window));
    }
}
