// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as Go writes them: `1h30m0s`, `1.5s`, `300ms`.
final class Durations {
    private static final Pattern PART =
            Pattern.compile("([0-9]{1,20}(?:\\.[0-9]{0,20})?|\\.[0-9]{1,20})(ns|us|µs|ms|s|m|h)");

    private Durations() {}

    /// @return nanoseconds
    /// @throws DecodeException if the text is not such a length
    static long read(String text) {
        String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return 0;
        }
        Matcher matcher = PART.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            BigDecimal unit = BigDecimal.valueOf(nanos(matcher.group(2)));
            nanos = nanos.add(new BigDecimal("0" + matcher.group(1)).multiply(unit));
            end = matcher.end();
        }
        BigInteger whole = nanos.toBigInteger();
        if (end == 0 || end != rest.length() || whole.bitLength() > 63) {
            throw new DecodeException("time: invalid duration \"" + text + "\"");
        }
        return text.startsWith("-") ? -whole.longValue() : whole.longValue();
    }

    static String write(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        BigInteger size = BigInteger.valueOf(nanos).abs();
        if (size.bitLength() < 31 && size.longValue() < 1_000_000_000L) {
            long value = size.longValue();
            String unit = value < 1_000 ? "ns" : value < 1_000_000 ? "µs" : "ms";
            return sign + number(new BigDecimal(size).divide(BigDecimal.valueOf(nanos(unit)))) + unit;
        }
        BigInteger[] hours = size.divideAndRemainder(BigInteger.valueOf(nanos("h")));
        BigInteger[] minutes = hours[1].divideAndRemainder(BigInteger.valueOf(nanos("m")));
        String seconds = number(new BigDecimal(minutes[1]).divide(BigDecimal.valueOf(nanos("s")))) + "s";
        boolean hasHours = hours[0].signum() > 0;
        boolean hasMinutes = hasHours || minutes[0].signum() > 0;
        return sign + (hasHours ? hours[0] + "h" : "") + (hasMinutes ? minutes[0] + "m" : "") + seconds;
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException("no unit of time: " + unit);
        };
    }
}
