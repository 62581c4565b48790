// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.validation.FieldError;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'integer'} | 1 |",
                "{'type':'integer'} | 1.0 |",
                "{'type':'integer'} | 'a' | spec: Invalid value: 'string': spec in body must be of type integer: 'string'",
                "{'type':'integer'} | 1.5 | spec: Invalid value: 'number': spec in body must be of type integer: 'number'",
                "{'type':'string'} | null | spec: Invalid value: 'null': spec in body must be of type string: 'null'",
                "{'type':'string','nullable':true} | null |",
                "{'type':'number'} | 2 |",
                "{'type':'boolean'} | true |",
                "{'type':'array','items':{'type':'string'}} | ['a',1] | spec[1]: Invalid value: 'integer': spec[1] in body must be of type string: 'integer'",
                "{'x-kubernetes-int-or-string':true} | '50%' |",
                "{'x-kubernetes-int-or-string':true} | 5 |",
                "{'x-kubernetes-int-or-string':true} | true | spec: Invalid value: 'boolean': spec in body must be of type integer,string: 'boolean'",
                "{'x-kubernetes-preserve-unknown-fields':true} | {'a':[1,{}]} |",
                "{'type':'string','enum':['a','b']} | 'c' | spec: Unsupported value: 'c': supported values: 'a', 'b'",
                "{'type':'string','pattern':'^a+$'} | 'ab' | spec: Invalid value: 'ab': spec in body should match '^a+$'",
                "{'type':'string','pattern':'(?P<x>b)'} | 'ab' |",
                "{'type':'string','maxLength':2} | 'äöü' | spec: Too long: may not be more than 2 bytes",
                "{'type':'string','minLength':2} | 'a' | spec: Invalid value: 'a': spec in body should be at least 2 chars long",
                "{'type':'integer','minimum':1} | 0 | spec: Invalid value: 0: spec in body should be greater than or equal to 1",
                "{'type':'integer','minimum':1,'exclusiveMinimum':true} | 1 | spec: Invalid value: 1: spec in body should be greater than 1",
                "{'type':'number','maximum':1.5} | 1.6 | spec: Invalid value: 1.6: spec in body should be less than or equal to 1.5",
                "{'type':'integer','maximum':9007199254740993} | 9007199254740994 | spec: Invalid value: 9007199254740994: spec in body should be less than or equal to 9007199254740993",
                "{'type':'integer','multipleOf':5} | 7 | spec: Invalid value: 7: spec in body should be a multiple of 5",
                "{'type':'integer','format':'int32'} | 2147483648 | spec: Invalid value: 2147483648: Checked value must be of type integer with format int32 in spec",
                "{'type':'array','minItems':1} | [] | spec: Invalid value: []: spec in body should have at least 1 items",
                "{'type':'array','maxItems':1} | [1,2] | spec: Too many: 2: must have at most 1 item",
                "{'type':'array','x-kubernetes-list-type':'set'} | ['a','b','a'] | spec[2]: Duplicate value: 'a'",
                "{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k']} | [{'k':1,'v':1},{'k':1,'v':2}] | spec[1]: Duplicate value: {'k':1}",
                "{'type':'object','required':['a']} | {} | spec.a: Required value",
                "{'type':'object','properties':{'a':{'type':'string'}}} | {'a':1} | spec.a: Invalid value: 'integer': spec.a in body must be of type string: 'integer'",
                "{'type':'object','additionalProperties':{'type':'string'}} | {'x':1} | spec.x: Invalid value: 'integer': spec.x in body must be of type string: 'integer'",
                "{'type':'object','maxProperties':1} | {'a':1,'b':2} | spec: Too many: 2: must have at most 1 item",
                "{'type':'object','minProperties':1} | {} | spec: Invalid value: {}: spec in body should have at least 1 properties",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | {} | <nil>: Invalid value: '': 'spec' must validate one and only one schema (oneOf). Found none valid",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | {'a':1,'b':1} | <nil>: Invalid value: '': 'spec' must validate one and only one schema (oneOf). Found 2 valid alternatives",
                "{'oneOf':[{'required':['a']},{'required':['b']}]} | {'a':1} |",
                "{'anyOf':[{'minimum':3},{'maximum':1}]} | 2 | <nil>: Invalid value: '': 'spec' must validate at least one schema (anyOf)",
                "{'allOf':[{'minimum':3},{'maximum':9}]} | 2 | spec: Invalid value: 2: spec in body should be greater than or equal to 3;<nil>: Invalid value: '': 'spec' must validate all the schemas (allOf)",
                "{'not':{'minimum':3}} | 4 | <nil>: Invalid value: '': 'spec' must not validate the schema (not)",
                "{'type':'object','x-kubernetes-embedded-resource':true} | {'kind':'Pod'} | spec.apiVersion: Required value: must not be empty",
            })
    void valuesAreMetWithKubernetesWords(String schema, String value, String faults) {
        var found = new FaultList();
        ValueRules.compile(json(schema).object()).check(json(value), "spec", found);
        assertThat(found.faults().stream().map(FieldError::toString).collect(Collectors.joining(";")))
                .isEqualTo(
                        faults == null
                                ? ""
                                : faults.replace('\'', '"').replace("should match \"^a+$\"", "should match '^a+$'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "date-time | 2026-01-01T00:00:00Z | true",
                "date-time | 2026-01-01T00:00:00.5+02:00 | true",
                "date-time | 2026-01-01 | false",
                "date | 2026-02-28 | true",
                "date | 2026-02-30 | false",
                "ipv4 | 1.2.3.4 | true",
                "ipv4 | 1.2.3.256 | false",
                "ipv4 | 1.2.3 | false",
                "ipv6 | ::1 | true",
                "ipv6 | fe80::1:2 | true",
                "ipv6 | 1:2:3:4:5:6:7:8 | true",
                "ipv6 | 1:2:3:4:5:6:7:8:9 | false",
                "ipv6 | ::ffff:1.2.3.4 | true",
                "ipv6 | 1::2::3 | false",
                "ipv6 | :::1 | false",
                "ipv6 | g::1 | false",
                "cidr | 10.0.0.0/8 | true",
                "cidr | 10.0.0.0/33 | false",
                "cidr | fd00::/64 | true",
                "cidr | 10.0.0.0 | false",
                "byte | aGk= | true",
                "byte | a | false",
                "uri | http://x/y | true",
                "uri | a b | false",
                "uuid | 123e4567-e89b-12d3-a456-426614174000 | true",
                "uuid | 123 | false",
                "hostname | a.b-c | true",
                "hostname | -a | false",
                "mac | 01:23:45:67:89:ab | true",
                "duration | 1h30m | true",
                "duration | soon | false",
                "email | a@b | true",
                "email | a | false",
                "password | anything | true",
                "unheard-of | anything | true",
            })
    void formatsAreChecked(String format, String text, boolean isRight) {
        assertThat(TextFormats.matches(format, text)).isEqualTo(isRight);
    }

    @Test
    void aPatternThatTakesForeverDoesNotMatch() {
        var pattern = BoundedPattern.compile("^(a+)+$");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(pattern.isFoundIn("a".repeat(40) + "!")).isFalse());
        assertThat(BoundedPattern.compile("^(a|b)*$").isFoundIn("ab".repeat(200_000)))
                .isIn(true, false);
        assertThat(pattern.isFoundIn("aaa")).isTrue();
    }

    @Test
    void aMillionFaultsAreNotAMillionMessages() {
        var found = new FaultList();
        var list = Json.of(java.util.Collections.nCopies(1_000_000, Json.of(1)));
        ValueRules.compile(json("{'type':'array','items':{'type':'string'}}").object())
                .check(list, "spec", found);
        assertThat(found.faults()).hasSize(50);
    }

    private static Json json(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
