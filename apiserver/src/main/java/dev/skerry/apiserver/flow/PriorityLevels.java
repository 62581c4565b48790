// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The priority levels there are, each with its part of the server's seats. A level that is changed, or
/// whose part changes with others, begins with empty queues; who is at the old one ends there.
final class PriorityLevels {
    private final ObjectSource objects;
    private final int seats;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long revision = -1;

    private volatile Map<String, Level> levels = Map.of();

    /// A level as it is now.
    ///
    /// @param queues empty for a level that is exempt
    record Level(String name, String uid, Json limited, int seats, Optional<PriorityLevel> queues) {}

    /// @param seats of the whole server
    PriorityLevels(ObjectSource objects, int seats) {
        this.objects = objects;
        this.seats = seats;
    }

    Optional<Level> find(String name) {
        return Optional.ofNullable(current().get(name));
    }

    private Map<String, Level> current() {
        long now = objects.revision(FlowSchemas.GROUP, "prioritylevelconfigurations");
        lock.lock();
        try {
            if (revision == now) {
                return levels;
            }
        } finally {
            lock.unlock();
        }
        List<KubeObject> found = objects.list(FlowSchemas.GROUP, "prioritylevelconfigurations", "");
        lock.lock();
        try {
            levels = planned(found);
            revision = now;
            return levels;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Level> planned(List<KubeObject> found) {
        long sum = Math.max(1, found.stream().mapToLong(PriorityLevels::shares).sum());
        var planned = new HashMap<String, Level>();
        for (KubeObject object : found) {
            Json limited = object.at("spec", "limited");
            boolean isExempt = object.at("spec", "type").text().equals("Exempt");
            int own = (int) ((seats * shares(object) + sum - 1) / sum);
            Level old = levels.get(object.name());
            boolean isSame = old != null
                    && old.uid().equals(object.uid())
                    && old.seats() == own
                    && old.limited().equals(limited)
                    && old.queues().isEmpty() == isExempt;
            planned.put(
                    object.name(),
                    isSame
                            ? old
                            : new Level(
                                    object.name(),
                                    object.uid(),
                                    limited,
                                    own,
                                    isExempt ? Optional.empty() : Optional.of(level(limited, own))));
        }
        return Map.copyOf(planned);
    }

    private static PriorityLevel level(Json limited, int seats) {
        Json queuing = limited.at("limitResponse", "queuing");
        boolean isQueuing = limited.at("limitResponse", "type").text().equals("Queue");
        return new PriorityLevel(new FairQueues(
                seats,
                isQueuing ? queuing.at("queues").intOr(64) : 0,
                queuing.at("queueLengthLimit").intOr(50),
                queuing.at("handSize").intOr(8)));
    }

    private static long shares(KubeObject level) {
        return level.at("spec", "type").text().equals("Exempt")
                ? level.at("spec", "exempt", "nominalConcurrencyShares").longOr(0)
                : level.at("spec", "limited", "nominalConcurrencyShares").longOr(30);
    }
}
