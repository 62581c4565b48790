// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.flow.FairQueues.Arrival;
import dev.skerry.apiserver.flow.FairQueues.Ticket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueuesTest {
    @Test
    void nobodyWaitsWhileThereAreSeats() {
        var queues = new FairQueues(2, 8, 2, 2);
        assertThat(queues.arrive(1, 1)).isInstanceOf(Arrival.Works.class);
        assertThat(queues.arrive(1, 1)).isInstanceOf(Arrival.Works.class);
        assertThat(queues.arrive(1, 1)).isInstanceOf(Arrival.Waits.class);
        assertThat(queues.finish(1)).isNotEmpty();
        assertThat(queues.finish(1)).isEmpty();
        assertThat(queues.working()).isEqualTo(1);
    }

    @Test
    void aLevelWithoutQueuesRefusesAtOnce() {
        var queues = new FairQueues(1, 0, 50, 6);
        assertThat(queues.arrive(1, 1)).isInstanceOf(Arrival.Works.class);
        assertThat(queues.arrive(2, 1)).isEqualTo(new Arrival.Refused("concurrency-limit"));
    }

    @Test
    void aFlowThatFloodsFillsItsHandAndNoMore() {
        var queues = new FairQueues(1, 64, 5, 4);
        queues.arrive(7, 1);
        int waiting = 0;
        while (queues.arrive(7, 1) instanceof Arrival.Waits) {
            waiting++;
        }
        assertThat(waiting).isEqualTo(20);
        assertThat(queues.arrive(8, 1)).isInstanceOf(Arrival.Waits.class);
    }

    @Test
    void whoCameLaterButAsksLittleIsNotBehindTheFlood() {
        var queues = new FairQueues(1, 64, 50, 4);
        queues.arrive(1, 1);
        for (int i = 0; i < 40; i++) {
            queues.arrive(1, 1);
        }
        var late = ((Arrival.Waits) queues.arrive(2, 1)).ticket();
        var next = new HashSet<Ticket>();
        for (int i = 0; i < 5; i++) {
            next.add(queues.finish(1).getFirst());
        }
        assertThat(next)
                .as("one turn for each of the flood's four queues, and one for it")
                .contains(late);
    }

    @Test
    void whoLeavesIsSkippedAndLeavesNoGap() {
        var queues = new FairQueues(1, 8, 5, 2);
        queues.arrive(1, 1);
        var first = ((Arrival.Waits) queues.arrive(1, 1)).ticket();
        var second = ((Arrival.Waits) queues.arrive(1, 1)).ticket();
        assertThat(queues.leave(first)).isTrue();
        assertThat(queues.leave(first)).isFalse();
        assertThat(queues.finish(1)).contains(second);
        assertThat(queues.leave(second)).as("it is their turn already").isFalse();
        assertThat(queues.finish(1)).isEmpty();
        assertThat(queues.working()).isZero();
        assertThat(queues.waiting()).isZero();
    }

    @Test
    void seatsThatComeAreTakenByThoseWhoWaitAndSeatsThatGoAreGivenBack() {
        var queues = new FairQueues(1, 8, 50, 2);
        for (int i = 0; i < 5; i++) {
            queues.arrive(1, 1);
        }
        assertThat(queues.resize(3)).hasSize(2);
        assertThat(queues.working()).isEqualTo(3);
        assertThat(queues.resize(1)).isEmpty();
        assertThat(queues.finish(1)).isEmpty();
        assertThat(queues.finish(1)).isEmpty();
        assertThat(queues.finish(1)).isNotEmpty();
        assertThat(queues.waiting()).isEqualTo(1);
    }

    @Test
    void whoIsWideTakesSeveralSeatsAndIsNotOvertaken() {
        var queues = new FairQueues(4, 8, 50, 2);
        assertThat(queues.arrive(1, 3)).isInstanceOf(Arrival.Works.class);
        var wide = ((Arrival.Waits) queues.arrive(2, 3)).ticket();
        var narrow = ((Arrival.Waits) queues.arrive(3, 1)).ticket();
        assertThat(queues.demand()).isEqualTo(7);
        assertThat(queues.finish(3)).containsExactly(wide, narrow);
        assertThat(queues.working()).isEqualTo(4);
    }

    @Test
    void whoIsWiderThanTheLevelIsLetInAlone() {
        var queues = new FairQueues(2, 8, 50, 2);
        assertThat(queues.arrive(1, 1)).isInstanceOf(Arrival.Works.class);
        var wide = ((Arrival.Waits) queues.arrive(2, 10)).ticket();
        assertThat(queues.finish(1)).containsExactly(wide);
        assertThat(queues.arrive(3, 1)).isInstanceOf(Arrival.Waits.class);
        assertThat(queues.finish(10)).hasSize(1);
    }

    @Test
    void aFlowOfWideRequestsGetsAsManySeatsAsOneOfNarrowOnes() {
        var queues = new FairQueues(10, 64, 500, 1);
        queues.arrive(1, 10);
        var wide = new HashSet<Ticket>();
        var narrow = new HashSet<Ticket>();
        for (int i = 0; i < 20; i++) {
            wide.add(((Arrival.Waits) queues.arrive(2, 10)).ticket());
        }
        for (int i = 0; i < 200; i++) {
            narrow.add(((Arrival.Waits) queues.arrive(3, 1)).ticket());
        }
        int seatsOfWide = 0;
        int seatsOfNarrow = 0;
        var working = new ArrayDeque<Integer>(java.util.List.of(10));
        for (int step = 0; step < 60; step++) {
            for (Ticket begun : queues.finish(working.remove())) {
                boolean isWide = wide.contains(begun);
                seatsOfWide += isWide ? 10 : 0;
                seatsOfNarrow += isWide ? 0 : 1;
                working.add(isWide ? 10 : 1);
            }
        }
        assertThat(seatsOfWide).isPositive();
        assertThat(Math.abs(seatsOfWide - seatsOfNarrow)).isLessThanOrEqualTo(20);
    }

    /// A hundred thousand random steps with one flow that floods: seats are never exceeded, nobody is lost,
    /// nobody is served twice, no seat stays free while somebody waits, and the quiet flows get what they
    /// ask for.
    @Test
    void underFireTheSeatsAreSharedAndNobodyIsForgotten() {
        for (long seed = 1; seed <= 20; seed++) {
            simulate(seed);
        }
    }

    private static void simulate(long seed) {
        var random = new Random(seed);
        var queues = new FairQueues(4, 32, 10, 3);
        var waiting = new HashSet<Ticket>();
        var flows = new HashMap<Ticket, Long>();
        var refused = new HashMap<Long, Integer>();
        var asked = new HashMap<Long, Integer>();
        var working = new ArrayDeque<Long>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(10) < 6) {
                long flow = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 0;
                asked.merge(flow, 1, Integer::sum);
                switch (queues.arrive(flow, 1)) {
                    case Arrival.Works() -> working.add(flow);
                    case Arrival.Waits(Ticket ticket) -> {
                        waiting.add(ticket);
                        flows.put(ticket, flow);
                    }
                    case Arrival.Refused(String _) -> refused.merge(flow, 1, Integer::sum);
                }
            } else if (!working.isEmpty()) {
                working.remove();
                queues.finish(1).forEach(ticket -> {
                    assertThat(waiting.remove(ticket)).as("served once").isTrue();
                    working.add(flows.get(ticket));
                });
            }
            assertThat(working).as("seed " + seed).hasSizeLessThanOrEqualTo(4);
            assertThat(queues.working()).isEqualTo(working.size());
            assertThat(queues.waiting()).isEqualTo(waiting.size());
            assertThat(waiting.isEmpty() || working.size() == 4)
                    .as("no seat is free while somebody waits, seed " + seed)
                    .isTrue();
        }
        assertThat(refused.getOrDefault(0L, 0)).as("the flood is cut").isPositive();
        double quiet = share(refused, asked);
        double flood = refused.getOrDefault(0L, 0) / (double) asked.get(0L);
        assertThat(quiet).as("others are cut less, seed " + seed).isLessThan(flood / 2);
    }

    private static double share(Map<Long, Integer> refused, Map<Long, Integer> asked) {
        int cut = 0;
        int all = 0;
        for (long flow = 1; flow <= 5; flow++) {
            cut += refused.getOrDefault(flow, 0);
            all += asked.getOrDefault(flow, 0);
        }
        return cut / (double) all;
    }
}
