// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.apiserver.flow.FairQueues.Arrival;
import dev.skerry.apiserver.flow.FairQueues.Ticket;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets the threads of requests through as [FairQueues] says.
final class PriorityLevel {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final FairQueues queues;

    /// What each waiting thread waits at.
    @GuardedBy("lock")
    private final Map<Ticket, CountDownLatch> turns = new HashMap<>();

    private final Clock clock;

    @GuardedBy("lock")
    private final SeatDemand demand;

    PriorityLevel(FairQueues queues, Clock clock) {
        this.queues = queues;
        this.clock = clock;
        this.demand = new SeatDemand(clock.nanos());
    }

    /// Empty once the request may be worked on, after which [#leave] must follow; else why it is refused.
    Optional<String> enter(long flow, Duration waitMax) throws InterruptedException {
        Ticket ticket;
        var turn = new CountDownLatch(1);
        lock.lock();
        try {
            Arrival arrival = queues.arrive(flow);
            noteDemand();
            switch (arrival) {
                case Arrival.Works() -> {
                    return Optional.empty();
                }
                case Arrival.Refused(String reason) -> {
                    return Optional.of(reason);
                }
                case Arrival.Waits(Ticket waits) -> {
                    ticket = waits;
                    turns.put(waits, turn);
                }
            }
        } finally {
            lock.unlock();
        }
        try {
            boolean hasCome = turn.await(waitMax.toNanos(), TimeUnit.NANOSECONDS);
            return hasCome || !gaveUp(ticket) ? Optional.empty() : Optional.of("time-out");
        } catch (InterruptedException e) {
            if (!gaveUp(ticket)) {
                // The turn came at the same moment, and somebody else should have it.
                leave();
            }
            throw e;
        }
    }

    void leave() {
        lock.lock();
        try {
            queues.finish().map(turns::remove).ifPresent(CountDownLatch::countDown);
            noteDemand();
        } finally {
            lock.unlock();
        }
    }

    private boolean gaveUp(Ticket ticket) {
        lock.lock();
        try {
            turns.remove(ticket);
            boolean wasWaiting = queues.leave(ticket);
            noteDemand();
            return wasWaiting;
        } finally {
            lock.unlock();
        }
    }

    /// Ends a while in which the level's demand was measured.
    SeatDemand.Period endPeriod() {
        lock.lock();
        try {
            return demand.end(clock.nanos());
        } finally {
            lock.unlock();
        }
    }

    void resize(int seats) {
        lock.lock();
        try {
            for (Ticket begun : queues.resize(seats)) {
                CountDownLatch turn = turns.remove(begun);
                if (turn != null) {
                    turn.countDown();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void noteDemand() {
        demand.become(queues.working() + queues.waiting(), clock.nanos());
    }
}
