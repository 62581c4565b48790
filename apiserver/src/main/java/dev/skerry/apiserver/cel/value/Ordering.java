// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/// Which of two values is the smaller one.
public final class Ordering {
    private Ordering() {}

    /// @throws Fault if the two cannot be compared
    public static int compare(Object left, Object right) {
        if (Equality.isNumber(left) && Equality.isNumber(right)) {
            return compareNumbers(left, right);
        }
        return switch (left) {
            case String text when right instanceof String other -> compareTexts(text, other);
            case Boolean flag when right instanceof Boolean other -> flag.compareTo(other);
            case Bytes bytes when right instanceof Bytes other -> bytes.compareTo(other);
            case Instant time when right instanceof Instant other -> time.compareTo(other);
            case Duration length when right instanceof Duration other -> length.compareTo(other);
            default -> throw Fault.noSuchOverload();
        };
    }

    /// Whether one of them is no number that could be compared.
    public static boolean isUnordered(Object left, Object right) {
        return left instanceof Double number && number.isNaN() || right instanceof Double other && other.isNaN();
    }

    static boolean numbersAreEqual(Object left, Object right) {
        return !isUnordered(left, right) && compareNumbers(left, right) == 0;
    }

    private static int compareNumbers(Object left, Object right) {
        if (left instanceof Long one && right instanceof Long other) {
            return Long.compare(one, other);
        }
        if (left instanceof Double one && right instanceof Double other) {
            // Not Double.compare: -0 and 0 are one number here.
            return one < other ? -1 : one > other ? 1 : 0;
        }
        if (left instanceof Double one && one.isInfinite()) {
            return one > 0 ? 1 : -1;
        }
        if (right instanceof Double other && other.isInfinite()) {
            return other > 0 ? -1 : 1;
        }
        return decimal(left).compareTo(decimal(right));
    }

    private static BigDecimal decimal(Object number) {
        return number instanceof Double value ? new BigDecimal(value) : new BigDecimal(number.toString());
    }

    /// By code points, as UTF-8 sorts; Java's own order puts the emoji before the private-use characters.
    private static int compareTexts(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            if (left.charAt(i) != right.charAt(i)) {
                return Integer.compare(codePointAt(left, i), codePointAt(right, i));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int codePointAt(String text, int index) {
        boolean isSecondHalf = Character.isLowSurrogate(text.charAt(index)) && index > 0;
        return text.codePointAt(isSecondHalf ? index - 1 : index);
    }
}
