// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.quantity;

import java.util.List;

/// How a quantity was written, and therefore how it is written back.
enum QuantityFormat {
    /// Powers of 1024: `Ki`, `Mi` …
    BINARY_SI,
    /// Powers of 1000: `m`, `k`, `M` …
    DECIMAL_SI,
    /// Powers of 1000 as `e3`, `e6` …
    DECIMAL_EXPONENT;

    static final List<String> BINARY_SUFFIXES = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    static final int DECIMAL_EXPONENT_MIN = -9;
    static final int DECIMAL_EXPONENT_MAX = 18;

    /// From a billionth to a quintillion, in steps of a thousand.
    static final List<String> DECIMAL_SUFFIXES = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

    /// @param exponent a multiple of three within the bounds above
    String decimalSuffix(int exponent) {
        if (this == DECIMAL_EXPONENT) {
            return exponent == 0 ? "" : "e" + exponent;
        }
        return DECIMAL_SUFFIXES.get((exponent - DECIMAL_EXPONENT_MIN) / 3);
    }
}
