// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.evaluation;

/// Counts what an evaluation costs, and ends it when it has cost too much.
public final class Meter {
    private final long costMax;
    private long cost;

    public Meter(long costMax) {
        this.costMax = costMax;
    }

    public long cost() {
        return cost;
    }

    void charge(long units) {
        cost += units;
        if (cost > costMax || cost < 0) {
            throw new TooCostly();
        }
    }

    /// The expression has cost more than it may. No part of an expression can catch this.
    public static final class TooCostly extends RuntimeException {
        private TooCostly() {
            super("operation cancelled: actual cost limit exceeded", null, false, false);
        }
    }
}
