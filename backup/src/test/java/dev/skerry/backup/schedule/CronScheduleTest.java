// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CronScheduleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 */12 * * *   | 2026-11-26T19:22:42Z | 2026-11-27T00:00:00Z
            0 */12 * * *   | 2026-11-27T00:00:00Z | 2026-11-27T12:00:00Z
            */15 * * * *   | 2026-11-26T19:45:00Z | 2026-11-26T20:00:00Z
            5,35 8-10 * * *| 2026-11-26T08:06:00Z | 2026-11-26T08:35:00Z
            30 2 * * 7     | 2026-11-26T00:00:00Z | 2026-11-29T02:30:00Z
            30 2 * * 1-5   | 2026-11-27T03:00:00Z | 2026-11-30T02:30:00Z
            0 0 1 1 *      | 2026-11-26T00:00:00Z | 2027-01-01T00:00:00Z
            0 0 31 * *     | 2026-11-26T00:00:00Z | 2026-12-31T00:00:00Z
            0 0 29 2 *     | 2026-11-26T00:00:00Z | 2028-02-29T00:00:00Z
            0 0 13 * 5     | 2026-11-26T00:00:00Z | 2026-11-27T00:00:00Z
            @daily         | 2026-11-26T19:22:42Z | 2026-11-27T00:00:00Z
            @weekly        | 2026-11-26T19:22:42Z | 2026-11-29T00:00:00Z
            0 3 * * *      | 2026-04-05T00:00:00+11:00[Australia/Lord_Howe] | 2026-04-05T03:00:00+10:30[Australia/Lord_Howe]
            30 2 * * *     | 2026-03-29T00:00:00+01:00[Europe/Berlin] | 2026-03-30T02:30:00+02:00[Europe/Berlin]
            """)
    void theNextTimeIs(String schedule, String now, String next) {
        assertThat(CronSchedule.parse(schedule).after(ZonedDateTime.parse(now))).isEqualTo(ZonedDateTime.parse(next));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            noon           | five fields
            0 24 * * *     | "24" is no hour
            60 * * * *     | "60" is no minute
            0 0 30 2 *     | never comes
            0 0 * * mon    | "mon" is no day of the week
            */0 * * * *    | "0" is no minute
            5-3 * * * *    | "3" is no minute
            """)
    void whatIsNoScheduleIsSaid(String schedule, String sentence) {
        assertThatThrownBy(() -> CronSchedule.parse(schedule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
