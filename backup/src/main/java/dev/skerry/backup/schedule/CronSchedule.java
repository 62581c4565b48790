// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.schedule;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Map;

/// A schedule in the form of cron: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), each a
/// number, `*`, a range, a list, or any of these in steps; or one of `@hourly`, `@daily`, `@weekly`, `@monthly`. As in
/// cron, when both days are restricted, either will do.
public final class CronSchedule {
    private static final Map<String, String> NAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *");

    /// The 29th of February comes at least once in eight years.
    private static final int YEARS_MAX = 8;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean isAnyDay;
    private final boolean isAnyWeekday;

    private CronSchedule(String[] fields) {
        minutes = field("minute", fields[0], 0, 59);
        hours = field("hour", fields[1], 0, 23);
        days = field("day of the month", fields[2], 1, 31);
        months = field("month", fields[3], 1, 12);
        weekdays = field("day of the week", fields[4], 0, 7);
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        isAnyDay = fields[2].startsWith("*");
        isAnyWeekday = fields[4].startsWith("*");
    }

    /// @throws IllegalArgumentException with a sentence, if the text is no schedule or never comes
    public static CronSchedule parse(String text) {
        String[] fields = NAMES.getOrDefault(text.strip(), text.strip()).split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "a schedule has five fields (minute, hour, day, month, weekday), as in \"0 */12 * * *\"");
        }
        var schedule = new CronSchedule(fields);
        // Any leap year will do.
        schedule.after(ZonedDateTime.parse("2024-01-01T00:00:00Z"));
        return schedule;
    }

    /// The first time after this one, in the same zone.
    public ZonedDateTime after(ZonedDateTime time) {
        ZonedDateTime next = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        ZonedDateTime end = next.plusYears(YEARS_MAX);
        while (next.isBefore(end)) {
            if (!months.get(next.getMonthValue())) {
                next = next.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
            } else if (!isDay(next)) {
                next = next.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(next.getHour())) {
                // By what really passes: cutting off the minutes may lead back over half an hour that comes twice.
                next = next.plusMinutes(60 - next.getMinute());
            } else if (!minutes.get(next.getMinute())) {
                next = next.plusMinutes(1);
            } else {
                return next;
            }
        }
        throw new IllegalArgumentException("such a day never comes");
    }

    private boolean isDay(ZonedDateTime time) {
        boolean isDay = days.get(time.getDayOfMonth());
        boolean isWeekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
        return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday;
    }

    private static BitSet field(String name, String text, int least, int most) {
        var values = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            String range = stepped[0];
            int step = stepped.length == 1 ? 1 : number(name, stepped[1], 1, most);
            int from = least;
            int to = most;
            if (!range.equals("*")) {
                String[] ends = range.split("-", -1);
                from = number(name, ends[0], least, most);
                to = ends.length == 1 ? (stepped.length == 1 ? from : most) : number(name, ends[1], from, most);
                if (ends.length > 2 || stepped.length > 2) {
                    throw new IllegalArgumentException("\"" + part + "\" is no " + name);
                }
            }
            for (int value = from; value <= to; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    private static int number(String name, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // The sentence below is for both.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no " + name + ": give a number from " + least + " to " + most);
    }
}
