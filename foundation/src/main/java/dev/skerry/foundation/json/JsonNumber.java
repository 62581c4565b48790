// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import java.math.BigDecimal;

/// A JSON number, kept as the text it was written with, so that nothing is lost on the way through.
/// Two numbers are equal when their values are: `1`, `1.0` and `1e0` are the same number.
public final class JsonNumber implements Json {
    private final String literal;

    JsonNumber(String literal) {
        this.literal = literal;
    }

    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    public static JsonNumber of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number " + value);
        }
        // Written without an exponent or a fraction where the value has none: 3, not 3.0.
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? of((long) value)
                : new JsonNumber(Double.toString(value));
    }

    /// A number from its JSON text.
    ///
    /// @throws NumberFormatException if the text is not a number
    public static JsonNumber parse(String literal) {
        BigDecimal _ = new BigDecimal(literal);
        return new JsonNumber(literal);
    }

    /// Whether the text is a whole number within a `long`, written without fraction or exponent.
    public boolean isIntegral() {
        int digits = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c != '-') {
                return false;
            }
        }
        return digits < 19 || fitsLong();
    }

    public long longValue() {
        return isIntegral() ? Long.parseLong(literal) : (long) doubleValue();
    }

    public double doubleValue() {
        return Double.parseDouble(literal);
    }

    private boolean fitsLong() {
        try {
            return Long.toString(Long.parseLong(literal)).length() <= literal.length();
        } catch (NumberFormatException _) {
            // More than 63 bits: a legal JSON number, but not a long.
            return false;
        }
    }

    /// The exact value. Reject outlandish exponents before calling this on foreign input.
    public BigDecimal decimal() {
        return new BigDecimal(literal);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof JsonNumber number
                && (literal.equals(number.literal)
                        || (isIntegral() && number.isIntegral()
                                ? longValue() == number.longValue()
                                : Double.compare(doubleValue(), number.doubleValue()) == 0));
    }

    @Override
    public int hashCode() {
        return Double.hashCode(doubleValue());
    }

    @Override
    public String toString() {
        return literal;
    }
}
