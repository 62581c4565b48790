// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.cel.function;

import dev.skerry.apiserver.cel.evaluation.Function;
import dev.skerry.apiserver.cel.value.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Times, lengths of time, and the parts of both.
final class TimeFunctions {
    private TimeFunctions() {}

    static void addTo(Map<String, Function> all) {
        all.put("add_duration_duration", a -> bounded(() -> ((Duration) a[0]).plus((Duration) a[1])));
        all.put("add_duration_timestamp", a -> bounded(() -> ((Instant) a[1]).plus((Duration) a[0])));
        all.put("add_timestamp_duration", a -> bounded(() -> ((Instant) a[0]).plus((Duration) a[1])));
        all.put("subtract_duration_duration", a -> bounded(() -> ((Duration) a[0]).minus((Duration) a[1])));
        all.put("subtract_timestamp_duration", a -> bounded(() -> ((Instant) a[0]).minus((Duration) a[1])));
        all.put("subtract_timestamp_timestamp", a -> bounded(() -> Duration.between((Instant) a[1], (Instant) a[0])));
        part(all, "timestamp_to_year", time -> time.getYear());
        part(all, "timestamp_to_month", time -> time.getMonthValue() - 1);
        part(all, "timestamp_to_day_of_year", time -> time.getDayOfYear() - 1);
        part(all, "timestamp_to_day_of_month", time -> time.getDayOfMonth() - 1);
        part(all, "timestamp_to_day_of_month_1_based", time -> time.getDayOfMonth());
        part(all, "timestamp_to_day_of_week", time -> time.getDayOfWeek().getValue() % 7);
        part(all, "timestamp_to_hours", time -> time.getHour());
        part(all, "timestamp_to_minutes", time -> time.getMinute());
        part(all, "timestamp_to_seconds", time -> time.getSecond());
        part(all, "timestamp_to_milliseconds", time -> time.getNano() / 1_000_000);
        all.put("timestamp_to_seconds_tz", all.get("timestamp_to_seconds_with_tz"));
        all.remove("timestamp_to_seconds_with_tz");
        all.put("duration_to_hours", a -> ((Duration) a[0]).toHours());
        all.put("duration_to_minutes", a -> ((Duration) a[0]).toMinutes());
        all.put("duration_to_seconds", a -> ((Duration) a[0]).toSeconds());
        all.put("duration_to_milliseconds", a -> ((Duration) a[0]).toMillis());
    }

    private static void part(Map<String, Function> all, String overload, ToLongFunction<ZonedDateTime> part) {
        all.put(overload, a -> part.applyAsLong(((Instant) a[0]).atZone(ZoneOffset.UTC)));
        all.put(overload + "_with_tz", a -> part.applyAsLong(((Instant) a[0]).atZone(zone((String) a[1]))));
    }

    private static ZoneId zone(String name) {
        try {
            boolean isBareOffset = name.matches("\\d\\d:\\d\\d");
            return ZoneId.of(isBareOffset ? "+" + name : name);
        } catch (DateTimeException _) {
            throw new Fault("unknown time zone " + name);
        }
    }

    @FunctionalInterface
    private interface Sum {
        Object value();
    }

    private static Object bounded(Sum sum) {
        try {
            Object value = sum.value();
            if (value instanceof Duration duration) {
                long _ = duration.toNanos();
            }
            return value;
        } catch (ArithmeticException | DateTimeException _) {
            throw new Fault("timestamp overflow");
        }
    }
}
