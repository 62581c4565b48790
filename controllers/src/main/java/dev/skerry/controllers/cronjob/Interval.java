// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `@every 1h30m`: so long after the time before, on whole seconds.
record Interval(Duration length) implements Schedule {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");
    private static final Map<String, Long> MILLIS = Map.of("h", 3_600_000L, "m", 60_000L, "s", 1000L, "ms", 1L);

    /// What nanoseconds can count in a long, as Kubernetes does.
    private static final BigDecimal MILLIS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

    static Interval parse(String text) {
        Matcher parts = PART.matcher(text.strip());
        var millis = BigDecimal.ZERO;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            millis = millis.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(millis(parts.group(2)))));
            end = parts.end();
        }
        if (end == 0 || end != text.strip().length() || millis.compareTo(MILLIS_MAX) > 0) {
            throw new IllegalArgumentException("failed to parse duration @every " + text);
        }
        Duration whole = Duration.ofSeconds(millis.longValue() / 1000);
        return new Interval(whole.compareTo(SHORTEST) < 0 ? SHORTEST : whole);
    }

    private static long millis(String unit) {
        return MILLIS.getOrDefault(unit, 0L);
    }

    @Override
    public Optional<ZonedDateTime> after(ZonedDateTime time) {
        return Optional.of(time.truncatedTo(ChronoUnit.SECONDS).plus(length));
    }

    @Override
    public Optional<ZonedDateTime> latest(ZonedDateTime after, ZonedDateTime until) {
        ZonedDateTime start = after.truncatedTo(ChronoUnit.SECONDS);
        long times = Duration.between(start, until).dividedBy(length);
        return times < 1 ? Optional.empty() : Optional.of(start.plus(length.multipliedBy(times)));
    }
}
