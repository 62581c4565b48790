// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Decides for one priority level who is worked on now, who waits and who is sent away. Knows no threads,
/// no clock and no requests but their tickets.
///
/// Flows are dealt onto queues as cards from a shuffled deck: each has a hand of a few queues, always the
/// same, and joins the shortest. A flow that floods fills its own hand; that another has just the same one
/// is rare. Between queues turns are taken by start-time fair queueing (Goyal, Vin, Cheng 1996): a request
/// is tagged with the later of the level's virtual time and the end of the one before it in its queue, which is
/// that one's tag and its seats; the smallest tag goes first and moves the virtual time to its own. So a queue that was
/// empty comes
/// in at once, and gets nothing for the time it was. Whoever needs more seats than are free waits at the head, and
/// nobody overtakes them; alone they are let in however wide they are.
final class FairQueues {
    private int seats;
    private final int lengthMax;
    private final int handSize;
    private final List<Queue> queues;
    private long virtualTime;
    /// Seats that are taken.
    private int working;
    private int waiting;

    /// What those who wait would take.
    private int waitingSeats;

    /// One waiting or working request; compared by identity.
    static final class Ticket {
        private final long tag;
        private final int seats;
        private final Queue queue;

        private Ticket(long tag, int seats, Queue queue) {
            this.tag = tag;
            this.seats = seats;
            this.queue = queue;
        }
    }

    private static final class Queue {
        private final Deque<Ticket> tickets = new ArrayDeque<>();
        private long end;
        private int executing;
        private int seatsInUse;
    }

    /// One queue as it is now.
    ///
    /// @param executing requests that have waited in it and are worked on
    /// @param seatsInUse that those take
    record Line(int index, List<Ticket> tickets, long end, int executing, int seatsInUse) {}

    /// What becomes of a request that arrives.
    sealed interface Arrival {
        record Works() implements Arrival {}

        record Waits(Ticket ticket) implements Arrival {}

        record Refused(String reason) implements Arrival {}
    }

    /// @param seats that requests may take at once
    /// @param queues 0 for a level at which nobody waits
    FairQueues(int seats, int queues, int lengthMax, int handSize) {
        this.seats = seats;
        this.lengthMax = lengthMax;
        this.handSize = Math.min(handSize, queues);
        var all = new ArrayList<Queue>();
        for (int i = 0; i < queues; i++) {
            all.add(new Queue());
        }
        this.queues = List.copyOf(all);
    }

    /// @param flow any number that is the flow's own: its hash
    /// @param width how many seats it takes
    Arrival arrive(long flow, int width) {
        if (waiting == 0 && fits(width)) {
            working += width;
            return new Arrival.Works();
        }
        if (queues.isEmpty()) {
            return new Arrival.Refused("concurrency-limit");
        }
        Queue queue = shortest(flow);
        if (queue.tickets.size() >= lengthMax) {
            return new Arrival.Refused("queue-full");
        }
        var ticket = new Ticket(Math.max(virtualTime, queue.end), width, queue);
        queue.end = ticket.tag + width;
        queue.tickets.addLast(ticket);
        waiting++;
        waitingSeats += width;
        return new Arrival.Waits(ticket);
    }

    /// A request is done, and gives so many seats back; those begin for whom there is room now.
    List<Ticket> finish(int width) {
        working -= width;
        return begin();
    }

    /// Whoever held the ticket, and had their turn, is done.
    void done(Ticket ticket) {
        ticket.queue.executing--;
        ticket.queue.seatsInUse -= ticket.seats;
    }

    /// What a request has set off takes seats, whether there are any or not.
    void occupy(int width) {
        working += width;
    }

    /// From now on there are so many seats; those begin for whom there is one now.
    List<Ticket> resize(int newSeats) {
        seats = newSeats;
        return begin();
    }

    private List<Ticket> begin() {
        var begun = new ArrayList<Ticket>();
        for (Optional<Ticket> next = next(); next.isPresent(); next = next()) {
            begun.add(next.get());
        }
        return begun;
    }

    private boolean fits(int width) {
        return working == 0 ? seats > 0 : working + width <= seats;
    }

    /// Whoever's turn it is, if there is room.
    private Optional<Ticket> next() {
        if (waiting == 0) {
            return Optional.empty();
        }
        Ticket next = null;
        for (Queue queue : queues) {
            Ticket head = queue.tickets.peekFirst();
            if (head != null && (next == null || head.tag < next.tag)) {
                next = head;
            }
        }
        if (next == null) {
            throw new IllegalStateException(waiting + " wait, but in no queue");
        }
        if (!fits(next.seats)) {
            return Optional.empty();
        }
        next.queue.tickets.removeFirst();
        virtualTime = next.tag;
        waiting--;
        waitingSeats -= next.seats;
        working += next.seats;
        next.queue.executing++;
        next.queue.seatsInUse += next.seats;
        return Optional.of(next);
    }

    /// Whoever held the ticket waits no longer; false if it is their turn already.
    boolean leave(Ticket ticket) {
        boolean wasWaiting = ticket.queue.tickets.remove(ticket);
        if (wasWaiting) {
            waiting--;
            waitingSeats -= ticket.seats;
        }
        return wasWaiting;
    }

    int working() {
        return working;
    }

    int waiting() {
        return waiting;
    }

    /// Seats that are taken, and those that are waited for.
    int demand() {
        return working + waitingSeats;
    }

    int seats() {
        return seats;
    }

    List<Line> lines() {
        var lines = new ArrayList<Line>();
        for (int i = 0; i < queues.size(); i++) {
            Queue queue = queues.get(i);
            lines.add(new Line(i, List.copyOf(queue.tickets), queue.end, queue.executing, queue.seatsInUse));
        }
        return lines;
    }

    /// Deals the flow's hand and picks its shortest queue.
    private Queue shortest(long flow) {
        RandomGenerator dealer = new SplittableRandom(flow);
        int[] hand = new int[handSize];
        Queue best = queues.getFirst();
        for (int i = 0; i < handSize; i++) {
            // The i-th of the cards that are left, counted past those dealt before, which stand in order.
            int card = dealer.nextInt(queues.size() - i);
            int place = 0;
            while (place < i && hand[place] <= card) {
                card++;
                place++;
            }
            System.arraycopy(hand, place, hand, place + 1, i - place);
            hand[place] = card;
            Queue queue = queues.get(card);
            best = i == 0 || queue.tickets.size() < best.tickets.size() ? queue : best;
        }
        return best;
    }
}
