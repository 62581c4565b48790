// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.pod.Allotment.Answer;
import dev.skerry.agent.pod.Allotment.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On a node of 1000 thousandths of a processor and 1000 bytes.
class AllotmentTest {
    private static final Amount NODE = new Amount(1000, 1000);

    @Test
    void whatIsFreeIsGiven() {
        var claim = claim("a", new Amount(100, 100), new Amount(400, 400), 0);
        assertThat(Allotment.decide(NODE, new Amount(700, 700), List.of(claim))).containsEntry("a", granted());
        assertThat(Allotment.decide(NODE, new Amount(701, 700), List.of(claim)))
                .containsEntry(
                        "a",
                        new Answer.Deferred(
                                "Node didn't have enough resource: cpu, requested: 400, used: 601, capacity: 1000"));
        assertThat(Allotment.decide(NODE, new Amount(700, 701), List.of(claim)))
                .containsEntry(
                        "a",
                        new Answer.Deferred(
                                "Node didn't have enough resource: memory, requested: 400, used: 601, capacity: 1000"));
    }

    @Test
    void whatTheNodeDoesNotHaveIsNeverGiven() {
        var cpu = claim("a", new Amount(100, 100), new Amount(1001, 100), 0);
        var memory = claim("b", new Amount(100, 100), new Amount(100, 1001), 0);
        assertThat(Allotment.decide(NODE, new Amount(200, 200), List.of(cpu, memory)))
                .containsEntry(
                        "a",
                        new Answer.Infeasible("Node didn't have enough capacity: cpu, requested: 1001, capacity: 1000"))
                .containsEntry(
                        "b",
                        new Answer.Infeasible(
                                "Node didn't have enough capacity: memory, requested: 1001, capacity: 1000"));
    }

    @Test
    void whoAsksForLessGetsItThoughTheNodeIsTooFull() {
        var less = claim("a", new Amount(900, 900), new Amount(800, 800), 0);
        assertThat(Allotment.decide(NODE, new Amount(1500, 1500), List.of(less)))
                .containsEntry("a", granted());
    }

    @Test
    void whoAsksForLessMakesRoomForOthersAtOnce() {
        var less = claim("z", new Amount(500, 500), new Amount(200, 200), 0);
        var more = claim("a", new Amount(500, 500), new Amount(800, 800), 1000);
        assertThat(Allotment.decide(NODE, new Amount(1000, 1000), List.of(more, less)))
                .containsEntry("a", granted())
                .containsEntry("z", granted());
    }

    @Test
    void theMoreImportantComesFirst() {
        var low = claim("a", new Amount(100, 100), new Amount(500, 100), 0);
        var high = claim("b", new Amount(100, 100), new Amount(500, 100), 10);
        var guaranteed = new Claim("c", new Amount(100, 100), new Amount(500, 100), 0, 0);
        var held = new Amount(400, 300);
        assertThat(Allotment.decide(NODE, held, List.of(low, high))).containsEntry("b", granted());
        assertThat(Allotment.decide(NODE, held, List.of(low, high)).get("a")).isInstanceOf(Answer.Deferred.class);
        assertThat(Allotment.decide(NODE, held, List.of(low, guaranteed))).containsEntry("c", granted());
        assertThat(Allotment.decide(NODE, held, List.of(low, guaranteed)).get("a"))
                .isInstanceOf(Answer.Deferred.class);
    }

    private static Claim claim(String uid, Amount given, Amount asked, long priority) {
        return new Claim(uid, given, asked, priority, 1);
    }

    private static Answer granted() {
        return new Answer.Granted();
    }
}
