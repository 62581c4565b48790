// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import dev.skerry.api.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/// Which time of its schedule a CronJob has reached and not yet answered, if any.
///
/// Of several that were missed only the last counts.
sealed interface Due {
    /// More than so many at once look like a clock that was wrong, and are told.
    int MISSED_MAX = 100;

    /// None.
    record NotYet() implements Due {}

    /// The last one is longer ago than `startingDeadlineSeconds` allows.
    record TooLate(ZonedDateTime time) implements Due {}

    /// @param isManyMissed whether more than [#MISSED_MAX] went by
    record Now(ZonedDateTime time, boolean isManyMissed) implements Due {}

    static Due of(KubeObject cronJob, Schedule schedule, ZoneId zone, Instant now) {
        Instant from = cronJob.time("status", "lastScheduleTime")
                .or(cronJob::creationTimestamp)
                .orElse(now);
        Optional<Instant> earliest = deadline(cronJob).map(now::minus);
        ZonedDateTime since = from.atZone(zone);
        Optional<ZonedDateTime> latest = schedule.latest(since, now.atZone(zone));
        if (latest.isEmpty()) {
            return new NotYet();
        }
        if (earliest.isPresent() && latest.get().toInstant().isBefore(earliest.get())) {
            return new TooLate(latest.get());
        }
        Instant counted = earliest.filter(from::isBefore).orElse(from);
        return new Now(latest.get(), isManyMissed(schedule, counted.atZone(zone), latest.get()));
    }

    private static Optional<Duration> deadline(KubeObject cronJob) {
        var seconds = cronJob.at("spec", "startingDeadlineSeconds");
        return seconds.isNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds.longOr(0)));
    }

    private static boolean isManyMissed(Schedule schedule, ZonedDateTime from, ZonedDateTime latest) {
        Optional<ZonedDateTime> time = schedule.after(from);
        int count = 0;
        while (time.isPresent() && !time.get().isAfter(latest) && count <= MISSED_MAX) {
            count++;
            time = schedule.after(time.get());
        }
        return count > MISSED_MAX;
    }
}
