// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.agent.probe.Health.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeStateTest {
    /// Answers: `+` yes, `-` no. Two yeses or three noes in a row change the verdict.
    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, '',       UNKNOWN",
        "UNKNOWN, +,        UNKNOWN",
        "UNKNOWN, ++,       SUCCESS",
        "UNKNOWN, +-+,      UNKNOWN",
        "SUCCESS, --,       SUCCESS",
        "SUCCESS, ---,      FAILURE",
        "SUCCESS, --+--,    SUCCESS",
        "SUCCESS, --+---,   FAILURE",
        "SUCCESS, ---+,     FAILURE",
        "SUCCESS, ---++,    SUCCESS",
    })
    void enoughOfTheSameInARowChangeTheVerdict(Verdict begin, String answers, Verdict end) {
        var state = ProbeState.begin(begin);
        for (char answer : answers.toCharArray()) {
            state = state.answered(answer == '+', 2, 3);
        }
        assertThat(state.verdict()).isEqualTo(end);
    }
}
