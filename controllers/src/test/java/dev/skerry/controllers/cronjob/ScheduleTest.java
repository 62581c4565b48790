// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    /// The one difference, meant: on the island whose clocks go back half an hour, 03:00 of that day is 16:30 in UTC;
    /// the library goes on in whole hours from 01:30 and comes in the middle of that hour.
    private static final String HALF_AN_HOUR = """
        ? 3 7 * *\tAustralia/Lord_Howe\t2024-03-31T00:10:00Z\t\
        2024-04-06T17:00:00Z 2024-04-06T17:01:00Z 2024-04-06T17:02:00Z 2024-04-06T17:03:00Z
         but we say 2024-04-06T16:30:00Z 2024-04-06T16:31:00Z 2024-04-06T16:32:00Z 2024-04-06T16:33:00Z""";

    /// The file was printed by that library; `src/test/go/schedules` does it anew.
    @Test
    void timesComeAsInTheLibraryThatKubernetesUses() throws IOException {
        List<String> rows;
        try (InputStream file =
                Objects.requireNonNull(ScheduleTest.class.getResourceAsStream("schedules.tsv"), "schedules.tsv")) {
            rows = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(rows).hasSize(300);
        var different = new ArrayList<String>();
        for (String row : rows) {
            String[] cells = row.split("\t", -1);
            Schedule schedule = Schedule.parse(cells[0]);
            ZonedDateTime time = Instant.parse(cells[2]).atZone(ZoneId.of(cells[1]));
            var times = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                time = schedule.after(time).orElseThrow();
                times.add(time.toInstant().toString());
            }
            String ours = String.join(" ", times);
            if (!ours.equals(cells[3])) {
                different.add(row + "\n but we say " + ours);
            }
        }
        assertThat(different).containsExactly(HALF_AN_HOUR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 7",
                "5-2 * * * *",
                "*/0 * * * *",
                "1-2-3 * * * *",
                "1/2/3 * * * *",
                "x * * * *",
                "-1 * * * *",
                "99999999999 * * * *",
                ", * * * *",
                "* * * foo *",
                "@fortnightly",
                "@every",
                "@every x",
                "@every 1",
                "@every 1h2",
                "@every 9999999999999999999h",
                "@every 2562048h",
                "TZ=UTC 0 * * * *"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Schedule.parse(text));
    }

    @Test
    void aDayThatNeverComesIsNoTime() {
        Schedule never = Schedule.parse("0 0 30 2 *");
        assertThat(never.after(at("2026-01-01T00:00:00Z"))).isEmpty();
        assertThat(never.latest(at("1999-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void aLeapDayComesEvenAcrossACenturyWithoutOne() {
        assertThat(Schedule.parse("0 0 29 2 *").after(at("2096-03-01T00:00:00Z")))
                .contains(at("2104-02-29T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * * *", "*/7 3 * * *", "0 0 1 1 *", "30 12 * * mon", "@every 17m"})
    void theLatestIsTheLastOfAll(String text) {
        Schedule schedule = Schedule.parse(text);
        ZonedDateTime from = at("2025-11-29T11:22:33Z");
        ZonedDateTime until = at("2026-01-05T12:30:00Z");
        Optional<ZonedDateTime> last = Optional.empty();
        Optional<ZonedDateTime> next = schedule.after(from);
        while (next.isPresent() && !next.get().isAfter(until)) {
            last = next;
            next = schedule.after(next.get());
        }
        assertThat(last).isPresent();
        assertThat(schedule.latest(from, until)).isEqualTo(last);
    }

    @Test
    void aClockThatWentBackHasReachedNothing() {
        for (String text : List.of("* * * * *", "@every 5s")) {
            assertThat(Schedule.parse(text).latest(at("2026-01-01T00:00:00Z"), at("2025-01-01T00:00:00Z")))
                    .isEmpty();
        }
    }

    private static ZonedDateTime at(String text) {
        return Instant.parse(text).atZone(ZoneId.of("UTC"));
    }
}
