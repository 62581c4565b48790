// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.StatusException;
import dev.skerry.foundation.json.JsonNull;
import dev.skerry.foundation.json.JsonReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {
    private static final Map<String, String> LABELS =
            Map.of("app", "web", "tier", "a", "weight", "7", "empty", "", "in", "notin", "example.com/zone", "north");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "app=web | true",
                "app==web | true",
                " app = web | true",
                "app=db | false",
                "app!=db | true",
                "app!=web | false",
                "missing!=x | true",
                "missing=x | false",
                "app | true",
                "missing | false",
                "!missing | true",
                "! app | false",
                "tier in (a,b) | true",
                "tier in ( b , c ) | false",
                "tier notin (b,c) | true",
                "missing notin (a) | true",
                "missing in (a) | false",
                "weight>6 | true",
                "weight>7 | false",
                "weight<8 | true",
                "app>1 | false",
                "app=web,tier=a | true",
                "app=web,tier=b | false",
                "empty= | true",
                "empty in (,) | true",
                "app= | false",
                "in=notin | true",
                "example.com/zone=north | true",
                "app=web,!missing,weight>1 | true",
                "tier in (a,,b) | true"
            })
    void theTextFormChooses(String text, boolean expected) {
        assertThat(LabelSelector.parse(text).matches(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a===b | unable to parse requirement: found '=', expected: identifier",
                "= | found '=', expected: !, identifier, or 'end of string'",
                ",a | found ',', expected: !, identifier, or 'end of string'",
                "a, | found '', expected: identifier after ','",
                "a,,b | found ',', expected: identifier after ','",
                "a=b c | found 'c', expected: ',' or 'end of string'",
                "! | unable to parse requirement: found '', expected: identifier",
                "a b | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "a in b | unable to parse requirement: found 'b' expected: '('",
                "a in (b | unable to parse requirement: found '', expected: ',' or ')'",
                "a in (=) | unable to parse requirement: found '=', expected: ',', ')' or identifier",
                "a in () | unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty",
                "a>x | unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
            })
    void whatIsNoSelectorIsABadRequestInKubernetesWords(String text, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(StatusException.class)
                .hasMessage(message)
                .extracting(thrown -> ((StatusException) thrown).code())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"-a=b", "a/b/c=d", "/a=b", "a=-b", "UPPER/a=b", "example.com/=b"})
    void keysAndValuesMustBeOnesThatLabelsCanHave(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text)).hasMessageContaining("Invalid value");
    }

    @Test
    void longNamesAreRejected() {
        assertThatThrownBy(() -> LabelSelector.parse("a=" + "b".repeat(64)))
                .hasMessageContaining("must be no more than 63 characters");
    }

    @Test
    void theObjectFormChooses() {
        var selector = LabelSelector.read(JsonReader.read("""
                {"matchLabels": {"app": "web"}, "matchExpressions": [
                  {"key": "tier", "operator": "In", "values": ["a", "b"]},
                  {"key": "edge", "operator": "DoesNotExist"}]}"""));
        assertThat(selector.matches(LABELS)).isTrue();
        assertThat(selector).hasToString("app=web,!edge,tier in (a,b)");
        assertThat(LabelSelector.parse(selector.toString()).matches(LABELS)).isTrue();
    }

    @Test
    void anAbsentSelectorChoosesNothingAndAnEmptyOneEverything() {
        assertThat(LabelSelector.read(JsonNull.NULL).matches(LABELS)).isFalse();
        assertThat(LabelSelector.read(JsonReader.read("{}")).matches(LABELS)).isTrue();
    }

    @Test
    void anUnknownOperatorIsRejected() {
        var json = JsonReader.read(
                "{\"matchExpressions\": [{\"key\": \"a\", \"operator\": \"Gt\", \"values\": [\"1\"]}]}");
        assertThatThrownBy(() -> LabelSelector.read(json)).hasMessage("\"Gt\" is not a valid label selector operator");
    }
}
