// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.wiring;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// A field that is a number or a percentage of something (Kubernetes' IntOrString): `3`, `"25%"`.
public final class Share {
    private Share() {}

    /// @param whole what a percentage is of
    /// @param rounding of a percentage that comes to a fraction
    /// @return zero for what is neither: the API admits nothing else
    public static int of(Json value, int whole, RoundingMode rounding) {
        if (value instanceof JsonNumber number) {
            return number.isIntegral() ? Math.toIntExact(number.longValue()) : 0;
        }
        try {
            var percent = new BigDecimal(value.text().replace("%", ""));
            return percent.multiply(BigDecimal.valueOf(whole))
                    .divide(BigDecimal.valueOf(100), 0, rounding)
                    .intValueExact();
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    public static boolean isPercentage(Json value) {
        return value.text().endsWith("%");
    }
}
