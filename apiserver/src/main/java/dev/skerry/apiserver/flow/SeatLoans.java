// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

import java.util.HashMap;
import java.util.Map;

/// Decides how many seats each level has for the next while: what idle levels may lend goes to those that want
/// more. Pure.
///
/// Each level keeps what it just used of its own, and at least what it does not lend. What is left is dealt in
/// proportion to what levels want, within what each may borrow: one fraction is sought for all at which the sum
/// is what the server has.
final class SeatLoans {
    /// How much of the old wish is kept at each step, so that a level that is quiet for a moment does not lose at
    /// once what it borrowed: half is gone after five minutes. Kubernetes' own number.
    private static final double MEMORY = 0.977;

    /// Halvings of an interval; far below half a seat in the end.
    private static final int STEPS = 60;

    private SeatLoans() {}

    /// What a level has by right.
    ///
    /// @param nominal its own seats
    /// @param least what it never lends
    /// @param most its own and what it may borrow
    record Terms(int nominal, int least, int most) {
        /// @param lendable in hundredths of the nominal seats
        /// @param borrowable in hundredths of them; negative without a limit
        static Terms of(int nominal, long lendable, long borrowable, int server) {
            int lent = (int) Math.round(nominal * lendable / 100.0);
            long most = borrowable < 0 ? server : nominal + Math.round(nominal * borrowable / 100.0);
            return new Terms(nominal, nominal - lent, (int) Math.max(nominal, Math.min(server, most)));
        }
    }

    /// @param high the most that was wanted at once of late
    /// @param smooth what is mostly wanted, as [#smoothed] has it
    record Wish(Terms terms, int high, double smooth) {
        /// What the level has in any case.
        private double floor() {
            return Math.max(terms.least(), Math.min(terms.nominal(), high));
        }

        private double part(double fraction) {
            double wanted = fraction * Math.max(floor(), smooth);
            return Math.min(terms.most(), Math.max(floor(), wanted));
        }
    }

    /// Rises at once and falls slowly.
    static double smoothed(double before, double envelope) {
        return Math.max(envelope, MEMORY * before + (1 - MEMORY) * envelope);
    }

    /// @param server the seats of all
    static Map<String, Integer> lend(int server, Map<String, Wish> wishes) {
        double enough = Math.max(1, server);
        for (Wish wish : wishes.values()) {
            enough = Math.max(enough, wish.terms().most() / Math.max(1e-3, Math.max(wish.floor(), wish.smooth())));
        }
        double low = 0;
        double high = enough;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (sum(wishes, middle) > server) {
                high = middle;
            } else {
                low = middle;
            }
        }
        var seats = new HashMap<String, Integer>();
        for (var wish : wishes.entrySet()) {
            // Who lends everything still has one, or its next request would wait until the while is over.
            int least = Math.min(1, wish.getValue().terms().nominal());
            seats.put(wish.getKey(), Math.max(least, (int)
                    Math.round(wish.getValue().part(low))));
        }
        return seats;
    }

    private static double sum(Map<String, Wish> wishes, double fraction) {
        return wishes.values().stream().mapToDouble(wish -> wish.part(fraction)).sum();
    }
}
