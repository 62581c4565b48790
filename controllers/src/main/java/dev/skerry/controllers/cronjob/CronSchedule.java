// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.controllers.cronjob.CronField.Range;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Minute, hour, day of the month, month, day of the week. When both days are restricted, either will do.
///
/// Where clocks go forward, a time that does not exist is left out; where they go back, one that comes twice is
/// met twice: as Kubernetes has it.
record CronSchedule(CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays)
        implements Schedule {
    private static final Range MINUTES = new Range("minute", 0, 59, List.of());
    private static final Range HOURS = new Range("hour", 0, 23, List.of());
    private static final Range DAYS = new Range("day of the month", 1, 31, List.of());
    private static final Range MONTHS = new Range(
            "month",
            1,
            12,
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"));
    private static final Range WEEKDAYS =
            new Range("day of the week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    /// Between 2096 and 2104 there are eight years without a 29th of February.
    private static final int YEARS_MAX = 9;

    static CronSchedule parse(String text) {
        String[] fields = text.split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "expected exactly 5 fields, found " + fields.length + ": [" + text + "]");
        }
        return new CronSchedule(
                CronField.parse(MINUTES, fields[0]),
                CronField.parse(HOURS, fields[1]),
                CronField.parse(DAYS, fields[2]),
                CronField.parse(MONTHS, fields[3]),
                CronField.parse(WEEKDAYS, fields[4]));
    }

    @Override
    public Optional<ZonedDateTime> after(ZonedDateTime time) {
        ZonedDateTime next = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        ZonedDateTime end = next.plusYears(YEARS_MAX);
        while (next.isBefore(end)) {
            if (!months.has(next.getMonthValue())) {
                next = next.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!isDay(next)) {
                next = next.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.has(next.getHour())) {
                // By what really passes: cutting off the minutes may lead back over half an hour that comes twice.
                next = next.plusMinutes(60 - next.getMinute());
            } else if (!minutes.has(next.getMinute())) {
                next = next.plusMinutes(1);
            } else {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /// Looks back over twice as long a time again and again, so that years without a server cost nothing.
    @Override
    public Optional<ZonedDateTime> latest(ZonedDateTime after, ZonedDateTime until) {
        Duration back = Duration.ofMinutes(1);
        ZonedDateTime start;
        do {
            start = until.minus(back).isBefore(after) ? after : until.minus(back);
            Optional<ZonedDateTime> last = Optional.empty();
            Optional<ZonedDateTime> next = after(start);
            while (next.isPresent() && !next.get().isAfter(until)) {
                last = next;
                next = after(next.get());
            }
            if (last.isPresent()) {
                return last;
            }
            back = back.multipliedBy(2);
        } while (start.isAfter(after));
        return Optional.empty();
    }

    private boolean isDay(ZonedDateTime time) {
        boolean isDay = days.has(time.getDayOfMonth());
        boolean isWeekday = weekdays.has(time.getDayOfWeek().getValue() % 7);
        return days.isAny() || weekdays.isAny() ? isDay && isWeekday : isDay || isWeekday;
    }
}
