// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quantity;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// An amount of a resource: a number of cores, bytes, pods. Immutable; two quantities are equal when
/// their amounts are, however they were written.
///
/// Amounts finer than a billionth are rounded away from zero, so that who asked for a little does not
/// get nothing, and an amount is at most 2^63 - 1; both as the Kubernetes API does it.
public final class Quantity implements Comparable<Quantity> {
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, QuantityFormat.DECIMAL_SI);

    static final int NANO_DIGITS = 9;
    static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final int KIBI_BITS = 10;

    private final BigDecimal amount;
    private final QuantityFormat format;

    Quantity(BigDecimal amount, QuantityFormat format) {
        this.amount = amount;
        this.format = format;
    }

    /// @throws IllegalArgumentException if the text is no quantity; the message is the one Kubernetes gives
    public static Quantity parse(String text) {
        return QuantityParser.parse(text);
    }

    /// The quantity in a string or number of an object; zero for an absent field.
    ///
    /// @throws IllegalArgumentException if the value is there but is no quantity
    public static Quantity read(Json json) {
        if (json.isNull()) {
            return ZERO;
        }
        return parse(json instanceof JsonNumber number ? number.toString() : json.text());
    }

    public static Quantity of(long value) {
        return new Quantity(BigDecimal.valueOf(value), QuantityFormat.DECIMAL_SI);
    }

    public static Quantity ofMillis(long millis) {
        return new Quantity(BigDecimal.valueOf(millis, 3), QuantityFormat.DECIMAL_SI);
    }

    /// An amount of bytes, written with binary suffixes: `64Mi`.
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), QuantityFormat.BINARY_SI);
    }

    public Quantity plus(Quantity other) {
        // The first one that says something decides how the sum is written.
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public int signum() {
        return amount.signum();
    }

    /// The amount rounded up to a whole number, within what a `long` holds.
    public long value() {
        return roundedUp(amount);
    }

    /// The amount in thousandths, rounded up, within what a `long` holds.
    public long milliValue() {
        return roundedUp(amount.movePointRight(3));
    }

    private static long roundedUp(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.UP);
        return whole.min(MAX).max(BigDecimal.valueOf(Long.MIN_VALUE)).longValue();
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity quantity && compareTo(quantity) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /// The canonical text: the largest suffix that leaves a whole number, `1Gi` for what was written
    /// `1024Mi`, `500m` for `0.5`.
    @Override
    public String toString() {
        if (isZero()) {
            return "0";
        }
        boolean isBinary = format == QuantityFormat.BINARY_SI
                && amount.abs().compareTo(KIBI) >= 0
                && amount.stripTrailingZeros().scale() <= 0;
        return isBinary ? binaryText() : decimalText();
    }

    private String binaryText() {
        BigInteger whole = amount.toBigIntegerExact();
        // Each suffix stands for ten bits more.
        int power = Math.min(whole.getLowestSetBit() / KIBI_BITS, QuantityFormat.BINARY_SUFFIXES.size() - 1);
        return whole.shiftRight(power * KIBI_BITS) + QuantityFormat.BINARY_SUFFIXES.get(power);
    }

    private String decimalText() {
        BigDecimal stripped = amount.stripTrailingZeros();
        // Suffixes exist for every third power only, so up to two zeros stay in the number.
        int exponent = Math.min(Math.floorDiv(-stripped.scale(), 3) * 3, QuantityFormat.DECIMAL_EXPONENT_MAX);
        BigInteger mantissa = stripped.movePointLeft(exponent).toBigIntegerExact();
        return mantissa + format.decimalSuffix(exponent);
    }
}
