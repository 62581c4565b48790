// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.shape.Durations;
import dev.skerry.apiserver.cel.value.Bytes;
import dev.skerry.apiserver.cel.value.Fault;
import dev.skerry.apiserver.cel.value.Unsigned;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/// Values of one type as values of another.
final class Conversions {
    private Conversions() {}

    static void addTo(Map<String, Function> all) {
        for (String type : List.of("bool", "bytes", "double", "duration", "int64", "string", "timestamp", "uint64")) {
            all.put(type + "_to_" + type, a -> a[0]);
        }
        all.put("string_to_bool", a -> bool((String) a[0]));
        all.put("string_to_bytes", a -> Bytes.utf8((String) a[0]));
        all.put("int64_to_double", a -> ((Long) a[0]).doubleValue());
        all.put("uint64_to_double", a -> ((Unsigned) a[0]).doubleValue());
        all.put("string_to_double", a -> parsed(a[0], "double", () -> Double.valueOf((String) a[0])));
        all.put("int64_to_duration", a -> Duration.ofSeconds((Long) a[0]));
        all.put("string_to_duration", a -> parsed(a[0], "duration", () -> Durations.parse((String) a[0])));
        all.put("double_to_int64", a -> truncated((Double) a[0]));
        all.put("duration_to_int64", a -> ((Duration) a[0]).toNanos());
        all.put("string_to_int64", a -> parsed(a[0], "int", () -> Long.valueOf((String) a[0])));
        all.put("timestamp_to_int64", a -> ((Instant) a[0]).getEpochSecond());
        all.put("uint64_to_int64", a -> signed((Unsigned) a[0]));
        all.put("bool_to_string", a -> a[0].toString());
        all.put("int64_to_string", a -> a[0].toString());
        all.put("uint64_to_string", a -> a[0].toString());
        all.put("bytes_to_string", a -> ((Bytes) a[0]).text());
        all.put("double_to_string", a -> text((Double) a[0]));
        all.put("duration_to_string", a -> Durations.text((Duration) a[0]));
        all.put("timestamp_to_string", a -> a[0].toString());
        all.put("int64_to_timestamp", a -> Instant.ofEpochSecond((Long) a[0]));
        all.put(
                "string_to_timestamp",
                a -> parsed(
                        a[0],
                        "timestamp",
                        () -> OffsetDateTime.parse((String) a[0]).toInstant()));
        all.put("double_to_uint64", a -> unsigned(new BigDecimal((Double) a[0]).toBigInteger()));
        all.put("int64_to_uint64", a -> unsigned(BigInteger.valueOf((Long) a[0])));
        all.put("string_to_uint64", a -> parsed(a[0], "uint", () -> unsigned(new BigInteger((String) a[0]))));
    }

    @FunctionalInterface
    private interface Parse {
        Object value();
    }

    private static Object parsed(Object text, String type, Parse parse) {
        try {
            return parse.value();
        } catch (DateTimeException | IllegalArgumentException _) {
            throw new Fault("type conversion error from 'string' to '" + type + "': " + text);
        }
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true", "True", "TRUE", "t", "1" -> true;
            case "false", "False", "FALSE", "f", "0" -> false;
            default -> throw new Fault("type conversion error from 'string' to 'bool'");
        };
    }

    private static long truncated(double value) {
        if (!(value > -0x1p63 && value < 0x1p63)) {
            throw new Fault("integer overflow");
        }
        return (long) value;
    }

    private static long signed(Unsigned value) {
        if (value.bits() < 0) {
            throw new Fault("integer overflow");
        }
        return value.bits();
    }

    private static Unsigned unsigned(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
            throw new Fault("unsigned integer overflow");
        }
        return new Unsigned(value.longValue());
    }

    /// The shortest text that means the same number: `3`, not `3.0`.
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean isPlain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e21;
        if (isPlain) {
            return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
        }
        String[] parts = Double.toString(value).split("E", 2);
        int exponent = Integer.parseInt(parts[1]);
        String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
        return digits + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
