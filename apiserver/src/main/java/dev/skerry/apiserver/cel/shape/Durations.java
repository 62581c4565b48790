// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.shape;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as they are written: `1h30m`, `2.5s`.
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final int CHARACTERS_MAX = 200;

    private Durations() {}

    /// @throws IllegalArgumentException if the text is no length of time
    public static Duration parse(String text) {
        boolean isNegative = text.startsWith("-");
        String parts = isNegative || text.startsWith("+") ? text.substring(1) : text;
        if (parts.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = PART.matcher(parts);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end && end <= CHARACTERS_MAX) {
            nanos = nanos.add(
                    new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitNanos(matcher.group(2)))));
            end = matcher.end();
        }
        if (end == 0 || end != parts.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        return Duration.ofNanos(isNegative ? -nanos.longValue() : nanos.longValue());
    }

    /// In seconds, as expressions write it: `5400s`.
    public static String text(Duration duration) {
        return new BigDecimal(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNano(), 9))
                        .stripTrailingZeros()
                        .toPlainString()
                + "s";
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
