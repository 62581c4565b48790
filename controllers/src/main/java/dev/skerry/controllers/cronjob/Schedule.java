// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/// When something is to happen, again and again.
sealed interface Schedule permits CronSchedule, Interval {
    /// Finer intervals would never come to rest.
    Duration SHORTEST = Duration.ofSeconds(1);

    Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /// The first time after this one, in the same zone; empty if none ever comes.
    Optional<ZonedDateTime> after(ZonedDateTime time);

    /// The last time that is after the one and not after the other.
    Optional<ZonedDateTime> latest(ZonedDateTime after, ZonedDateTime until);

    /// @throws IllegalArgumentException with a sentence, if the text is no schedule
    static Schedule parse(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("@every ")) {
            return Interval.parse(stripped.substring("@every ".length()));
        }
        String fields = MACROS.getOrDefault(stripped, stripped);
        if (fields.startsWith("@")) {
            throw new IllegalArgumentException("unrecognized descriptor: " + text);
        }
        return CronSchedule.parse(fields);
    }
}
