// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.cost;

/// From the least to the most of something; sums and products stay at the largest number instead of wrapping
/// round. The numbers are unsigned in Kubernetes, so "unlimited" there is more than here; both are far over
/// every limit.
public record CostRange(long least, long most) {
    public static final CostRange ZERO = fixed(0);
    public static final CostRange UNKNOWN = new CostRange(0, Long.MAX_VALUE);

    public static CostRange fixed(long value) {
        return new CostRange(value, value);
    }

    CostRange plus(CostRange other) {
        return new CostRange(sum(least, other.least), sum(most, other.most));
    }

    CostRange plus(long value) {
        return plus(fixed(value));
    }

    CostRange times(CostRange other) {
        return new CostRange(product(least, other.least), product(most, other.most));
    }

    CostRange times(double factor) {
        return new CostRange(scaled(least, factor), scaled(most, factor));
    }

    CostRange or(CostRange other) {
        return new CostRange(Math.min(least, other.least), Math.max(most, other.most));
    }

    /// The product of two amounts, which does not wrap round.
    public static long product(long left, long right) {
        return left != 0 && right > Long.MAX_VALUE / left ? Long.MAX_VALUE : left * right;
    }

    /// The sum of two amounts, which does not wrap round.
    public static long sum(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }

    private static long scaled(long value, double factor) {
        double product = Math.ceil(value * factor);
        return product >= 0x1p63 ? Long.MAX_VALUE : (long) product;
    }
}
