// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.apiserver.flow.FairQueues.Arrival;
import dev.skerry.apiserver.flow.FairQueues.Ticket;
import dev.skerry.foundation.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets the threads of requests through as [FairQueues] says. Seats that a write keeps for its watchers become free by
/// time; whoever comes, goes or waits sees to it, so that no thread is needed for that.
final class PriorityLevel {
    /// A clock that has not quite come to the end must not make those who wait run in circles.
    private static final long ECHO_LEAST_NANOS = 100_000;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final FairQueues queues;

    /// Those who wait.
    @GuardedBy("lock")
    private final Map<Ticket, Turn> turns = new HashMap<>();

    /// Those who have waited and are worked on; each request is an entrant of its own.
    @GuardedBy("lock")
    private final Map<Entrant, Ticket> begun = new IdentityHashMap<>();

    /// What goes on after its request, the first to end first.
    @GuardedBy("lock")
    private final PriorityQueue<Echo> echoes = new PriorityQueue<>(Comparator.comparingLong(Echo::endNanos));

    @GuardedBy("lock")
    private int executing;

    private final Clock clock;

    @GuardedBy("lock")
    private final SeatDemand demand;

    private record Echo(long endNanos, int seats) {}

    /// What somebody waits at.
    ///
    /// @param changed signalled when it has come, or when there is an end of an echo to look out for
    private record Turn(Entrant entrant, Instant since, Condition changed) {}

    /// A level as it is now.
    ///
    /// @param seats that it has, with what it has borrowed and lent
    record Look(int seats, int taken, int executing, int waiting, List<Line> lines) {}

    /// One queue.
    record Line(int index, long end, int executing, int seatsInUse, List<Waiting> waiting) {
        /// What those who wait would take at most, sooner or later.
        int seatsMost() {
            return waiting.stream()
                    .map(one -> one.entrant().width())
                    .mapToInt(width -> Math.max(width.seats(), width.echoSeats()))
                    .sum();
        }

        int seats() {
            return waiting.stream()
                    .mapToInt(one -> one.entrant().width().seats())
                    .sum();
        }
    }

    record Waiting(Entrant entrant, Instant since) {}

    PriorityLevel(FairQueues queues, Clock clock) {
        this.queues = queues;
        this.clock = clock;
        this.demand = new SeatDemand(clock.nanos());
    }

    /// Empty once the request may be worked on, after which [#leave] must follow; else why it is refused.
    Optional<String> enter(Entrant entrant, Duration waitMax) throws InterruptedException {
        Ticket ticket;
        var turn = new Turn(entrant, clock.now(), lock.newCondition());
        lock.lock();
        try {
            endEchoes();
            Arrival arrival = queues.arrive(entrant.flow(), entrant.width().seats());
            noteDemand();
            switch (arrival) {
                case Arrival.Works() -> {
                    executing++;
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
            boolean hasCome = await(ticket, turn, waitMax);
            return hasCome || !gaveUp(ticket) ? Optional.empty() : Optional.of("time-out");
        } catch (InterruptedException e) {
            if (!gaveUp(ticket)) {
                // The turn came at the same moment, and somebody else should have it.
                leave(entrant, new Width(entrant.width().seats(), 0, Duration.ZERO));
            }
            throw e;
        }
    }

    /// Waits for the turn, and frees seats by the way when their time has come.
    private boolean await(Ticket ticket, Turn turn, Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return isLetIn(ticket, turn, most);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean isLetIn(Ticket ticket, Turn turn, Duration most) throws InterruptedException {
        long end = clock.nanos() + most.toNanos();
        try {
            for (long left = most.toNanos(); left > 0 && turns.containsKey(ticket); left = end - clock.nanos()) {
                long _ = turn.changed().awaitNanos(Math.min(left, untilNextEcho()));
                endEchoes();
                noteDemand();
            }
            return !turns.containsKey(ticket);
        } finally {
            // This one may have been the lookout.
            postLookout();
        }
    }

    /// Sees to it that one of those who wait looks out for the end of the next echo.
    @GuardedBy("lock")
    private void postLookout() {
        if (!echoes.isEmpty()) {
            turns.values().stream().findAny().ifPresent(turn -> turn.changed().signal());
        }
    }

    @GuardedBy("lock")
    private long untilNextEcho() {
        Echo next = echoes.peek();
        return next == null ? Long.MAX_VALUE : Math.max(ECHO_LEAST_NANOS, next.endNanos() - clock.nanos());
    }

    /// @param entrant that was let in
    void leave(Entrant entrant) {
        leave(entrant, entrant.width());
    }

    private void leave(Entrant entrant, Width width) {
        lock.lock();
        try {
            executing--;
            Ticket ticket = begun.remove(entrant);
            if (ticket != null) {
                queues.done(ticket);
            }
            if (width.echoSeats() > 0) {
                queues.occupy(width.echoSeats());
                echoes.add(new Echo(clock.nanos() + width.echo().toNanos(), width.echoSeats()));
                postLookout();
            }
            begin(queues.finish(width.seats()));
            endEchoes();
            noteDemand();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void endEchoes() {
        long now = clock.nanos();
        for (Echo next = echoes.peek(); next != null && next.endNanos() - now <= 0; next = echoes.peek()) {
            echoes.remove();
            begin(queues.finish(next.seats()));
        }
    }

    @GuardedBy("lock")
    private void begin(List<Ticket> tickets) {
        for (Ticket ticket : tickets) {
            Turn turn = turns.remove(ticket);
            if (turn != null) {
                executing++;
                begun.put(turn.entrant(), ticket);
                turn.changed().signal();
            }
        }
    }

    private boolean gaveUp(Ticket ticket) {
        lock.lock();
        try {
            turns.remove(ticket);
            boolean wasWaiting = queues.leave(ticket);
            if (wasWaiting) {
                // Who was behind them may be narrower.
                begin(queues.finish(0));
            }
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
            begin(queues.resize(seats));
        } finally {
            lock.unlock();
        }
    }

    /// How many seats one request may take.
    int widthMost() {
        lock.lock();
        try {
            return Width.most(queues.seats());
        } finally {
            lock.unlock();
        }
    }

    Look look() {
        lock.lock();
        try {
            endEchoes();
            var lines = new ArrayList<Line>();
            for (FairQueues.Line line : queues.lines()) {
                lines.add(line(line));
            }
            return new Look(queues.seats(), queues.working(), executing, queues.waiting(), lines);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Line line(FairQueues.Line line) {
        var waiting = new ArrayList<Waiting>();
        for (Ticket ticket : line.tickets()) {
            Turn turn = turns.get(ticket);
            if (turn != null) {
                waiting.add(new Waiting(turn.entrant(), turn.since()));
            }
        }
        return new Line(line.index(), line.end(), line.executing(), line.seatsInUse(), waiting);
    }

    @GuardedBy("lock")
    private void noteDemand() {
        demand.become(queues.demand(), clock.nanos());
    }
}
