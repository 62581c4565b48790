// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomColumnsTest {
    private static final Json OBJECT = json(
            "{'metadata':{'name':'x','creationTimestamp':'2026-01-01T00:00:00Z',"
                    + "'annotations':{'a.b/c':'dotted'}},'spec':{'n':3,'on':true,'ports':[{'name':'a','port':1},{'name':'b','port':2}]},"
                    + "'status':{'conditions':[{'type':'Synced','status':'False'},{'type':'Ready','status':'True','weight':2}]}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".spec.n | 3",
                "$.spec.n | 3",
                "{.spec.n} | 3",
                ".spec['n'] | 3",
                ".spec.ports[1].name | b",
                ".spec.ports[-1].name | b",
                ".spec.ports[*].name | a",
                ".status.conditions[?(@.type=='Ready')].status | True",
                ".status.conditions[?(@.type == \"Ready\")].status | True",
                ".status.conditions[?(@.type!='Ready')].status | False",
                ".status.conditions[?(@.weight==2)].type | Ready",
                ".metadata.annotations.a\\.b/c | dotted",
                ".metadata.annotations['a.b/c'] | dotted",
                ".spec.missing | ",
                ".spec.ports[7].name | ",
                ".spec.n.deeper | ",
            })
    void pathsLeadToValues(String path, String expected) {
        assertThat(JsonPath.parse(path).findFirst(OBJECT).map(CellText::plain).orElse(null))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec",
                "''",
                ".spec[",
                ".spec[x]",
                ".spec[?(@.a==1)",
                ".spec[?(a)]",
                "..a",
                ".a b",
                ".a[?(@.x==y)]"
            })
    void whatIsNoPathIsRefused(String path) {
        assertThatThrownBy(() -> JsonPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void definitionsNameTheColumns() {
        var columns = CustomColumns.of(
                json(
                        "[{'name':'N','type':'integer','jsonPath':'.spec.n','priority':1},"
                                + "{'name':'On','type':'boolean','jsonPath':'.spec.on'},{'name':'Bad','type':'integer','jsonPath':'.spec.on'},"
                                + "{'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'},"
                                + "{'name':'Ports','type':'string','jsonPath':'.spec.ports'},{'name':'None','type':'string','jsonPath':'.spec.x'}]"));
        assertThat(columns.columns().get(1).toString()).contains("name=N").contains("priority=1");
        assertThat(columns.cells(new KubeObject(OBJECT.object()), Instant.parse("2026-01-03T00:00:00Z"))
                        .toString())
                .isEqualTo("[\"x\", 3, true, null, \"2d\", \"[{\\\"name\\\":\\\"a\\\",\\\"port\\\":1},"
                        + "{\\\"name\\\":\\\"b\\\",\\\"port\\\":2}]\", null]");
    }

    @Test
    void withoutDefinitionsThereAreNameAndAge() {
        assertThat(CustomColumns.of(json("[]")).columns()).extracting("name").containsExactly("Name", "Age");
    }

    private static Json json(String text) {
        return JsonReader.read(text.replace('\'', '"'));
    }
}
