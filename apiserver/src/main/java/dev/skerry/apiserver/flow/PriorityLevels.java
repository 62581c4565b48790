// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The priority levels there are, each with its part of the server's seats. A level that is changed, or
/// whose part changes with others, begins with empty queues; who is at the old one ends there.
final class PriorityLevels {
    /// How long seats stay where they are.
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final ObjectSource objects;
    private final int seats;
    private final Clock clock;
    private final Consumer<String> added;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long revision = -1;

    @GuardedBy("lock")
    private long adjustedNanos;

    /// What each level mostly wants.
    @GuardedBy("lock")
    private final Map<String, Double> smooth = new HashMap<>();

    private volatile Map<String, Level> levels = Map.of();

    /// A level as it is now.
    ///
    /// @param terms what it has by right
    /// @param queues empty for a level that is exempt
    record Level(String name, String uid, Json limited, SeatLoans.Terms terms, Optional<PriorityLevel> queues) {}

    /// @param seats of the whole server
    /// @param added hears of each level that is new
    PriorityLevels(ObjectSource objects, int seats, Clock clock, Consumer<String> added) {
        this.added = added;
        this.objects = objects;
        this.seats = seats;
        this.clock = clock;
        this.adjustedNanos = clock.nanos();
    }

    /// Lets levels lend each other seats for the next while, if the last one is over. Whoever comes or goes first
    /// does it: a server that nobody asks anything does nothing.
    void adjustIfDue() {
        long now = clock.nanos();
        lock.lock();
        try {
            if (now - adjustedNanos < PERIOD.toNanos()) {
                return;
            }
            adjustedNanos = now;
        } finally {
            lock.unlock();
        }
        Map<String, Level> all = current();
        Map<String, SeatDemand.Period> periods = new HashMap<>();
        all.forEach((name, level) -> level.queues().ifPresent(queues -> periods.put(name, queues.endPeriod())));
        Map<String, Integer> lent = SeatLoans.lend(seats, wishes(all, periods));
        all.forEach((name, level) -> level.queues()
                .ifPresent(queues ->
                        queues.resize(lent.getOrDefault(name, level.terms().nominal()))));
    }

    private Map<String, SeatLoans.Wish> wishes(Map<String, Level> all, Map<String, SeatDemand.Period> periods) {
        Map<String, SeatLoans.Wish> wishes = new HashMap<>();
        lock.lock();
        try {
            smooth.keySet().retainAll(periods.keySet());
            for (Level level : all.values()) {
                SeatDemand.Period period = periods.get(level.name());
                if (period != null) {
                    double wanted = SeatLoans.smoothed(smooth.getOrDefault(level.name(), 0.0), period.envelope());
                    smooth.put(level.name(), wanted);
                    wishes.put(level.name(), new SeatLoans.Wish(level.terms(), period.high(), wanted));
                }
            }
        } finally {
            lock.unlock();
        }
        return wishes;
    }

    Optional<Level> find(String name) {
        return Optional.ofNullable(current().get(name));
    }

    /// In the order of their names.
    List<Level> all() {
        return current().values().stream()
                .sorted(Comparator.comparing(Level::name))
                .toList();
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
        Set<String> before;
        Map<String, Level> planned;
        lock.lock();
        try {
            before = levels.keySet();
            planned = planned(found);
            levels = planned;
            revision = now;
        } finally {
            lock.unlock();
        }
        planned.keySet().stream().filter(name -> !before.contains(name)).forEach(added);
        return planned;
    }

    private Map<String, Level> planned(List<KubeObject> found) {
        long sum = Math.max(1, found.stream().mapToLong(PriorityLevels::shares).sum());
        var planned = new HashMap<String, Level>();
        for (KubeObject object : found) {
            Json limited = object.at("spec", "limited");
            boolean isExempt = object.at("spec", "type").text().equals("Exempt");
            int own = (int) ((seats * shares(object) + sum - 1) / sum);
            var terms = SeatLoans.Terms.of(
                    own,
                    limited.at("lendablePercent").longOr(0),
                    limited.at("borrowingLimitPercent").longOr(-1),
                    seats);
            Level old = levels.get(object.name());
            boolean isSame = old != null
                    && old.uid().equals(object.uid())
                    && old.terms().equals(terms)
                    && old.limited().equals(limited)
                    && old.queues().isEmpty() == isExempt;
            Optional<PriorityLevel> queues = isExempt ? Optional.empty() : Optional.of(level(limited, own));
            planned.put(object.name(), isSame ? old : new Level(object.name(), object.uid(), limited, terms, queues));
        }
        return Map.copyOf(planned);
    }

    private PriorityLevel level(Json limited, int own) {
        Json queuing = limited.at("limitResponse", "queuing");
        boolean isQueuing = limited.at("limitResponse", "type").text().equals("Queue");
        var queues = new FairQueues(
                own,
                isQueuing ? queuing.at("queues").intOr(64) : 0,
                queuing.at("queueLengthLimit").intOr(50),
                queuing.at("handSize").intOr(8));
        return new PriorityLevel(queues, clock);
    }

    private static long shares(KubeObject level) {
        return level.at("spec", "type").text().equals("Exempt")
                ? level.at("spec", "exempt", "nominalConcurrencyShares").longOr(0)
                : level.at("spec", "limited", "nominalConcurrencyShares").longOr(30);
    }
}
