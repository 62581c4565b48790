// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quantity;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Reads a quantity from text that anybody may have sent: length and exponent are bounded before any
/// arithmetic, so that `1e999999999` costs no more than `1`.
final class QuantityParser {
    private static final String WRONG_FORMAT =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";
    private static final String WRONG_NUMBER = "unable to parse numeric part of quantity";

    /// Far more digits than the largest and finest amount has.
    private static final int LENGTH_MAX = 128;

    /// Beyond this every non-zero amount is capped or rounded anyway.
    private static final int EXPONENT_MAX = 200;

    private QuantityParser() {}

    static Quantity parse(String text) {
        int numberEnd = numberEnd(text);
        if (text.length() > LENGTH_MAX || numberEnd == 0) {
            throw new IllegalArgumentException(WRONG_FORMAT);
        }
        BigDecimal number = number(text.substring(0, numberEnd));
        return scaled(number, text.substring(numberEnd));
    }

    private static int numberEnd(String text) {
        int end = 0;
        while (end < text.length() && isNumberPart(text.charAt(end), end)) {
            end++;
        }
        return end;
    }

    private static boolean isNumberPart(char c, int position) {
        return (c >= '0' && c <= '9') || c == '.' || (position == 0 && (c == '+' || c == '-'));
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            // Two points, or a sign alone: the grammar above lets them pass, arithmetic does not.
            throw new IllegalArgumentException(
                    text.chars().anyMatch(c -> c >= '0' && c <= '9') ? WRONG_NUMBER : WRONG_FORMAT);
        }
    }

    private static Quantity scaled(BigDecimal number, String suffix) {
        int decimal = QuantityFormat.DECIMAL_SUFFIXES.indexOf(suffix);
        if (decimal >= 0) {
            int exponent = decimal * 3 + QuantityFormat.DECIMAL_EXPONENT_MIN;
            return bounded(number.scaleByPowerOfTen(exponent), QuantityFormat.DECIMAL_SI);
        }
        int binary = QuantityFormat.BINARY_SUFFIXES.indexOf(suffix);
        if (binary > 0) {
            return bounded(number.multiply(BigDecimal.valueOf(1L << (10 * binary))), QuantityFormat.BINARY_SI);
        }
        return bounded(number.scaleByPowerOfTen(exponent(suffix)), QuantityFormat.DECIMAL_EXPONENT);
    }

    private static int exponent(String suffix) {
        if (suffix.length() < 2 || "eE".indexOf(suffix.charAt(0)) < 0) {
            throw new IllegalArgumentException(
                    suffix.matches("[einumkKMGTPE]*[-+]?[0-9]*") ? WRONG_SUFFIX : WRONG_FORMAT);
        }
        try {
            return Math.clamp(Long.parseLong(suffix, 1, suffix.length(), 10), -EXPONENT_MAX, EXPONENT_MAX);
        } catch (NumberFormatException _) {
            // Neither a suffix nor an exponent: `1eX`, or an exponent beyond 63 bits.
            throw new IllegalArgumentException(WRONG_SUFFIX);
        }
    }

    private static Quantity bounded(BigDecimal amount, QuantityFormat format) {
        BigDecimal rounded =
                amount.scale() > Quantity.NANO_DIGITS ? amount.setScale(Quantity.NANO_DIGITS, RoundingMode.UP) : amount;
        BigDecimal capped = rounded.min(Quantity.MAX).max(Quantity.MAX.negate());
        boolean isFraction = capped.signum() != 0 && capped.abs().compareTo(BigDecimal.ONE) < 0;
        // There is no binary suffix below one: half a byte can only be written in thousandths.
        return new Quantity(
                capped, format == QuantityFormat.BINARY_SI && isFraction ? QuantityFormat.DECIMAL_SI : format);
    }
}
