// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:00:00.123456789Z stdout F text, 2026-11-23T08:00:00.123456789Z",
        // conmon's way to write UTC; clients print and parse the other one.
        "2026-11-23T08:00:00.123456789+00:00 stdout F text, 2026-11-23T08:00:00.123456789Z",
        "2026-11-23T10:00:00.123456789+02:00 stdout F text, 2026-11-23T10:00:00.123456789+02:00",
    })
    void timesAreToldAsKubernetesTellsThem(String line, String time) {
        assertThat(LogLine.parse(line.getBytes(UTF_8)))
                .hasValueSatisfying(parsed -> assertThat(parsed.time()).isEqualTo(time));
    }
}
