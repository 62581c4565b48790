// SPDX-License-Identifier: Apache-2.0
package dev.skerry.clients.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The judge of the scenarios: what it lets pass, and above all what not.
class ExpectationTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', one, false",
        "one, one, true",
        "one, '', false",
        "one, 'one|two', false",
        "'one|two', one, false",
        "'NAME  AGE', 'NAME     AGE', true",
        "web-*, web-1234, true",
        "web-*, 'web-1234 extra', true",
        "web-*, db-1234, false",
        "'a * c', 'a b c', true",
        "'a * c', 'a b d', false",
        "'...', '', true",
        "'...|b', 'a|a|b', true",
        "'...|b', 'a|b|c', false",
        "'a|...|c|...', 'a|b|c|d', true",
        "'a|...|c|...', 'a|b|d', false",
        "'? warning|a', a, true",
        "'? warning|a', 'warning|a', true",
        "'? warning|a', 'error|a', false",
        "'a.c', 'abc', false",
    })
    void aLineIsMetOrNot(String wanted, String printed, boolean isMet) {
        var expectation = new Expectation(wanted.isEmpty() ? List.of() : List.of(wanted.split("\\|", -1)));
        assertThat(expectation.isMetBy(printed.replace('|', '\n') + "\n")).isEqualTo(isMet);
    }
}
