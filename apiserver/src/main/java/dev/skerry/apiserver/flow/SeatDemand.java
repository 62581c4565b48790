// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.flow;

/// How many seats a level has wanted over a while, those that work and those that wait: the average over time, how
/// far it swings, and the most at once.
final class SeatDemand {
    private long startNanos;
    private long lastNanos;
    private int current;
    private int high;

    /// Seats times nanoseconds, and their squares.
    private double area;

    private double squares;

    /// What came out of a while.
    ///
    /// @param envelope the average and one deviation: most of the time less was wanted
    record Period(double envelope, int high) {}

    SeatDemand(long now) {
        this.startNanos = now;
        this.lastNanos = now;
    }

    /// From now on so many are wanted.
    void become(int seats, long now) {
        // Threads read the clock before they take the lock, and may come in another order.
        double elapsed = Math.max(0, now - lastNanos);
        area += elapsed * current;
        squares += elapsed * current * current;
        lastNanos = Math.max(lastNanos, now);
        current = seats;
        high = Math.max(high, seats);
    }

    /// Ends a while and begins the next.
    Period end(long now) {
        become(current, now);
        double elapsed = lastNanos - startNanos;
        double average = elapsed > 0 ? area / elapsed : current;
        double variance = elapsed > 0 ? Math.max(0, squares / elapsed - average * average) : 0;
        var period = new Period(average + Math.sqrt(variance), high);
        startNanos = lastNanos;
        area = 0;
        squares = 0;
        high = current;
        return period;
    }
}
