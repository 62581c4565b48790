// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import java.util.List;
import java.util.Locale;

/// One field of a schedule: the values that it allows, a bit for each.
///
/// @param isAny whether it is `*` or `?`, without a step, and so says nothing
record CronField(long values, boolean isAny) {
    /// What a field may contain.
    ///
    /// @param names of the values, from the least on; empty if it has none
    record Range(String title, int least, int most, List<String> names) {}

    boolean has(int value) {
        return (values >> value & 1) == 1;
    }

    static CronField parse(Range range, String text) {
        long values = 0;
        boolean isAny = false;
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            if (stepped.length > 2) {
                throw wrong(range, part);
            }
            boolean isStar = stepped[0].equals("*") || stepped[0].equals("?");
            int step = stepped.length == 1 ? 1 : number(range, stepped[1]);
            String[] ends = isStar ? new String[0] : stepped[0].split("-", -1);
            int from = isStar ? range.least() : value(range, ends[0]);
            int to = last(range, ends, from, stepped.length == 2);
            if (step < 1 || ends.length > 2 || from < range.least() || to > range.most() || from > to) {
                throw wrong(range, part);
            }
            for (int value = from; value <= to; value += step) {
                values |= 1L << value;
            }
            isAny |= isStar && step == 1;
        }
        return new CronField(values, isAny);
    }

    /// `5/10` goes on to the end; `5` is itself alone.
    private static int last(Range range, String[] ends, int from, boolean isStepped) {
        return switch (ends.length) {
            case 0 -> range.most();
            case 1 -> isStepped ? range.most() : from;
            default -> value(range, ends[1]);
        };
    }

    private static int value(Range range, String text) {
        int index = range.names().indexOf(text.toLowerCase(Locale.ROOT));
        return index < 0 ? number(range, text) : range.least() + index;
    }

    private static int number(Range range, String text) {
        // Longer ones are out of every range, and would overflow the step.
        if (!text.matches("[0-9]{1,4}")) {
            throw wrong(range, text);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException wrong(Range range, String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no " + range.title() + " from " + range.least() + " to " + range.most());
    }
}
