// SPDX-License-Identifier: Apache-2.0
package dev.skerry.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            yes       | true
            Off       | false
            n         | false
            ~         | null
            0644      | 420
            0o17      | 15
            0x1F      | 31
            1_000     | 1000
            089       | 89
            1.5       | 1.5
            1e3       | 1000
            12:30     | "12:30"
            2026-01-02| "2026-01-02"
            "yes"     | "yes"
            'a''b'    | "a'b"
            !!str 12  | "12"
            1.2.3     | "1.2.3"
            -         | [null]
            {a: [1]}  | {"a":[1]}
            """)
    void wordsMeanWhatYaml11Says(String yaml, String json) {
        assertThat(read(yaml)).isEqualTo(JsonReader.read(json));
    }

    @Test
    void anchorsAndMergeKeysAreResolved() {
        assertThat(read("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: *b\n"))
                .isEqualTo(JsonReader.read(
                        "{\"base\":{\"x\":1,\"y\":2},\"one\":{\"x\":1,\"y\":3},\"two\":{\"x\":1,\"y\":2}}"));
    }

    @Test
    void aKeyThatStandsTwiceIsReported() {
        var strict = YamlReader.readStrictly(bytes("a: 1\nb:\n  c: 1\n  c: 2\n"));
        assertThat(strict.problems())
                .containsExactly("yaml: unmarshal errors:\n  line 4: key \"c\" already set in map");
        assertThat(strict.value().at("b", "c").intOr(0)).isEqualTo(2);
    }

    @Test
    void severalDocumentsAreReadOneByOne() {
        assertThat(YamlReader.readAll(bytes("---\na: 1\n---\n---\nb: 2\n"))).hasSize(2);
    }

    @Test
    void aliasesThatMultiplyAreStopped() {
        var bomb = new StringBuilder("a0: &a0 [" + "lol,".repeat(20) + "lol]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1) + ",";
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, alias.repeat(9) + "x"));
        }
        assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("excessive aliasing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: b", "a: *nobody", "a: &x [*x]", "? [1]\n: 2", "\ta: 1", "a: .inf", "%"})
    void whatIsNotYamlIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(DecodeException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> read("[".repeat(5_000) + "]".repeat(5_000))).isInstanceOf(DecodeException.class);
        String chain = "a: &a " + "[".repeat(60) + "]".repeat(60) + "\nb: " + "[".repeat(60) + "*a" + "]".repeat(60);
        assertThatThrownBy(() -> read(chain)).hasMessageContaining("depth");
    }

    /// YAML lets only so long a key stand before its colon.
    @Test
    void keysOfAnyLengthAreReadBack() {
        String key = "k".repeat(1_500);
        Json scalar = JsonObject.of(key, "v", "z", "w");
        Json nested = JsonObject.of("a", JsonObject.of(key, JsonObject.of(key, List.of(1, JsonObject.of(key, 2)))));
        for (Json value : List.of(scalar, nested, JsonObject.of(key, List.of()), JsonObject.of(key, List.of("x")))) {
            assertThat(read(YamlWriter.write(value))).isEqualTo(value);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Json value = JsonObject.of(
                "plain", "hello world",
                "words",
                        List.of(
                                "yes",
                                "0644",
                                "null",
                                "",
                                " a",
                                "a: b",
                                "#x",
                                "1e3",
                                "12:30",
                                "- x",
                                "é",
                                "line\nbreak"),
                "number", 3,
                "nothing", List.of(),
                "objects", List.of(JsonObject.of("a", 1, "b", List.of(1, 2)), JsonObject.EMPTY),
                "nested", List.of(List.of(1, 2), List.of(JsonObject.of("x", "y"))),
                "key: odd", true);
        String yaml = YamlWriter.write(value);
        assertThat(read(yaml)).as(yaml).isEqualTo(value);
        assertThat(YamlWriter.write(JsonReader.read("{\"a\":{\"b\":[{\"c\":1,\"d\":\"x y\"}]}}")))
                .isEqualTo("a:\n  b:\n  - c: 1\n    d: x y\n");
    }

    private static Json read(String yaml) {
        return YamlReader.read(bytes(yaml));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
