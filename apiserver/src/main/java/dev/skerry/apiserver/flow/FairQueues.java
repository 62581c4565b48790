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
/// is tagged with the later of the level's virtual time and the tag of the one before it in its queue, plus
/// one; the smallest tag goes first and moves the virtual time to its own. So a queue that was empty comes
/// in at once, and gets nothing for the time it was.
final class FairQueues {
    private int seats;
    private final int lengthMax;
    private final int handSize;
    private final List<Queue> queues;
    private long virtualTime;
    private int working;
    private int waiting;

    /// One waiting or working request; compared by identity.
    static final class Ticket {
        private final long tag;
        private final Queue queue;

        private Ticket(long tag, Queue queue) {
            this.tag = tag;
            this.queue = queue;
        }
    }

    private static final class Queue {
        private final Deque<Ticket> tickets = new ArrayDeque<>();
        private long lastTag;
    }

    /// What becomes of a request that arrives.
    sealed interface Arrival {
        record Works() implements Arrival {}

        record Waits(Ticket ticket) implements Arrival {}

        record Refused(String reason) implements Arrival {}
    }

    /// @param seats requests that may be worked on at once
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
    Arrival arrive(long flow) {
        if (working < seats && waiting == 0) {
            working++;
            return new Arrival.Works();
        }
        if (queues.isEmpty()) {
            return new Arrival.Refused("concurrency-limit");
        }
        Queue queue = shortest(flow);
        if (queue.tickets.size() >= lengthMax) {
            return new Arrival.Refused("queue-full");
        }
        queue.lastTag = Math.max(virtualTime, queue.lastTag + 1);
        var ticket = new Ticket(queue.lastTag, queue);
        queue.tickets.addLast(ticket);
        waiting++;
        return new Arrival.Waits(ticket);
    }

    /// A request is done; whoever is next begins.
    Optional<Ticket> finish() {
        working--;
        return next();
    }

    /// From now on there are so many seats; those begin for whom there is one now.
    List<Ticket> resize(int newSeats) {
        seats = newSeats;
        var begun = new ArrayList<Ticket>();
        for (Optional<Ticket> next = next(); next.isPresent(); next = next()) {
            begun.add(next.get());
        }
        return begun;
    }

    /// Whoever's turn it is, if there is a seat.
    private Optional<Ticket> next() {
        if (working >= seats || waiting == 0) {
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
        next.queue.tickets.removeFirst();
        virtualTime = next.tag;
        waiting--;
        working++;
        return Optional.of(next);
    }

    /// Whoever held the ticket waits no longer; false if it is their turn already.
    boolean leave(Ticket ticket) {
        boolean wasWaiting = ticket.queue.tickets.remove(ticket);
        if (wasWaiting) {
            waiting--;
        }
        return wasWaiting;
    }

    int working() {
        return working;
    }

    int waiting() {
        return waiting;
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
