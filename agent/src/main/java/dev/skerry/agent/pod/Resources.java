// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import dev.skerry.api.quantity.Quantity;
import dev.skerry.foundation.json.Json;
import dev.skerry.runtime.ContainerRuntime.Limits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a container may use, as the kernel wants to be told. Pure.
final class Resources {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private static final long SHARES_PER_CPU = 1024;
    private static final long SHARES_LEAST = 2;
    private static final long SHARES_MOST = 262_144;
    static final long QUOTA_PERIOD_MICROS = 100_000;
    private static final long QUOTA_LEAST_MICROS = 1_000;

    /// Scores of the kernel's out-of-memory killer: who asked for exactly what it uses goes last.
    private static final int OOM_GUARANTEED = -997;

    private static final int OOM_BEST_EFFORT = 1000;

    private Resources() {}

    static Limits limits(WantedPod pod, WantedContainer container, long nodeMemoryBytes) {
        Json resources = container.spec().at("resources");
        long memory = Quantity.read(resources.at("limits", "memory")).value();
        Quantity cpuLimit = Quantity.read(resources.at("limits", "cpu"));
        Json asked = resources.at("requests", "cpu");
        long requestMillis = (asked.isNull() ? cpuLimit : Quantity.read(asked)).milliValue();
        long shares = Math.clamp(requestMillis * SHARES_PER_CPU / 1000, SHARES_LEAST, SHARES_MOST);
        long quota = cpuLimit.isZero()
                ? 0
                : Math.max(cpuLimit.milliValue() * QUOTA_PERIOD_MICROS / 1000, QUOTA_LEAST_MICROS);
        return new Limits(memory, shares, quota, outOfMemoryScore(pod, container, nodeMemoryBytes));
    }

    /// What of its limits a container that is there must be given anew: `cpu`, `memory`.
    static Set<String> changed(WantedPod pod, WantedContainer container, Limits current) {
        // The score for the want of memory is set once, when a container starts.
        Limits wanted = limits(pod, container, 1);
        var changed = new TreeSet<String>();
        if (wanted.cpuShares() != current.cpuShares() || wanted.cpuQuotaMicros() != current.cpuQuotaMicros()) {
            changed.add("cpu");
        }
        if (wanted.memoryBytes() != current.memoryBytes()) {
            changed.add("memory");
        }
        return changed;
    }

    private static int outOfMemoryScore(WantedPod pod, WantedContainer container, long nodeMemoryBytes) {
        return switch (qosClass(pod)) {
            case "Guaranteed" -> OOM_GUARANTEED;
            case "BestEffort" -> OOM_BEST_EFFORT;
            default -> {
                Json resources = container.spec().at("resources");
                Json asked = resources.at("requests", "memory");
                long request = Quantity.read(asked.isNull() ? resources.at("limits", "memory") : asked)
                        .value();
                long score = 1000 - 1000 * request / Math.max(nodeMemoryBytes, 1);
                // Between the two others, whatever was asked for.
                yield Math.clamp(score, 1000 + OOM_GUARANTEED, OOM_BEST_EFFORT - 1);
            }
        };
    }

    /// `Guaranteed` if every container has limits that equal its requests, `BestEffort` if none has any,
    /// `Burstable` otherwise.
    static String qosClass(WantedPod pod) {
        boolean isAny = false;
        boolean isGuaranteed = true;
        for (WantedContainer container : pod.lasting()) {
            for (String resource : COUNTED) {
                Json limits = container.spec().at("resources", "limits", resource);
                Json requests = container.spec().at("resources", "requests", resource);
                Quantity limit = Quantity.read(limits);
                Quantity request = requests.isNull() ? limit : Quantity.read(requests);
                isAny |= !limit.isZero() || !request.isZero();
                isGuaranteed &= !limit.isZero() && limit.equals(request);
            }
        }
        return !isAny ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable";
    }
}
