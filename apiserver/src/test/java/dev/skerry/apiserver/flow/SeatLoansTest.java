// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skerry.apiserver.flow.SeatLoans.Terms;
import dev.skerry.apiserver.flow.SeatLoans.Wish;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeatLoansTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void termsFollowFromShares() {
        assertThat(Terms.of(100, 25, 50, 600)).isEqualTo(new Terms(100, 75, 150));
        assertThat(Terms.of(100, 0, -1, 600)).isEqualTo(new Terms(100, 100, 600));
        assertThat(Terms.of(100, 100, 0, 600)).isEqualTo(new Terms(100, 0, 100));
        assertThat(Terms.of(10, 33, 9000, 600)).isEqualTo(new Terms(10, 7, 600));
    }

    @Test
    void whoIsBusyGetsWhatIdleLevelsLend() {
        var seats = SeatLoans.lend(
                200,
                Map.of(
                        "busy", new Wish(new Terms(100, 50, 200), 300, 300),
                        "idle", new Wish(new Terms(100, 50, 200), 0, 0)));
        assertThat(seats).containsEntry("busy", 150).containsEntry("idle", 50);
    }

    @Test
    void nobodyLendsWhatTheyUseAndNobodyBorrowsBeyondTheirLimit() {
        var seats = SeatLoans.lend(
                300,
                Map.of(
                        "busy", new Wish(new Terms(100, 50, 120), 300, 300),
                        "using", new Wish(new Terms(100, 0, 200), 80, 80),
                        "idle", new Wish(new Terms(100, 100, 300), 0, 0)));
        assertThat(seats.get("busy")).isEqualTo(120);
        assertThat(seats.get("using")).isGreaterThanOrEqualTo(80);
        assertThat(seats.get("idle")).isGreaterThanOrEqualTo(100);
    }

    @Test
    void thoseWhoWantMoreShareByWhatTheyWant() {
        var seats = SeatLoans.lend(
                300,
                Map.of(
                        "much", new Wish(new Terms(60, 30, 300), 400, 400),
                        "some", new Wish(new Terms(60, 30, 300), 100, 100),
                        "idle", new Wish(new Terms(180, 0, 300), 0, 0)));
        assertThat(seats).containsEntry("much", 240).containsEntry("some", 60);
    }

    /// Whatever levels want: nobody is below their floor or above their limit, and the server has no more seats
    /// than it has, but for rounding and for what is promised.
    @Test
    void theSumIsWhatTheServerHas() {
        var random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            Map<String, Wish> wishes = new HashMap<>();
            int nominals = 0;
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                int nominal = random.nextInt(100);
                nominals += nominal;
                var terms = Terms.of(nominal, random.nextInt(101), random.nextInt(5) - 1L, 600);
                int high = random.nextInt(200);
                wishes.put("level" + i, new Wish(terms, high, random.nextDouble() * high));
            }
            int server = Math.max(1, nominals);
            Map<String, Integer> seats = SeatLoans.lend(server, wishes);
            int sum = 0;
            for (var wish : wishes.entrySet()) {
                Terms terms = wish.getValue().terms();
                int own = seats.get(wish.getKey());
                sum += own;
                assertThat(own).isBetween(terms.least(), terms.most());
                assertThat(own).isGreaterThanOrEqualTo(Math.min(1, terms.nominal()));
                assertThat(own)
                        .isGreaterThanOrEqualTo(
                                Math.min(terms.nominal(), wish.getValue().high()));
            }
            assertThat(sum).isLessThanOrEqualTo(server + wishes.size());
        }
    }

    @Test
    void demandIsAveragedOverTimeAndItsPeakRemembered() {
        var demand = new SeatDemand(0);
        demand.become(10, 0);
        demand.become(0, 5 * SECOND);
        var period = demand.end(10 * SECOND);
        assertThat(period.envelope()).as("average 5, deviation 5").isCloseTo(10, within(1e-6));
        assertThat(period.high()).isEqualTo(10);
        assertThat(demand.end(20 * SECOND)).isEqualTo(new SeatDemand.Period(0, 0));
    }

    @Test
    void wishesRiseAtOnceAndFallSlowly() {
        assertThat(SeatLoans.smoothed(0, 50)).isEqualTo(50);
        double wish = 50;
        for (int i = 0; i < 30; i++) {
            wish = SeatLoans.smoothed(wish, 0);
        }
        assertThat(wish).as("after five minutes").isBetween(20.0, 30.0);
    }
}
