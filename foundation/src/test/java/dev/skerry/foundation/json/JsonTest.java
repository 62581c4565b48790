// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skerry.foundation.lifecycle.TaskGroup;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();

    @Test
    void readsBackWhatItWrote() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Json value = randomValue(random, 4);
            assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
            assertThat(JsonReader.read(JsonWriter.writePretty(value))).isEqualTo(value);
        }
    }

    @Test
    void agreesWithJackson() throws Exception {
        var random = new Random(8);
        for (int round = 0; round < 2_000; round++) {
            String text = JsonWriter.write(randomValue(random, 4));
            assertThat(JACKSON.readTree(JsonWriter.write(JsonReader.read(text))))
                    .isEqualTo(JACKSON.readTree(text));
        }
    }

    /// Every kind of character, alone and behind others, in texts shorter and longer than a fresh buffer.
    @Test
    void writesAnyTextAsJacksonReadsIt() throws Exception {
        String[] kinds = {
            "a", "\"", "\\", "\n", "\u0001", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\ud83d\ude00"
        };
        var random = new Random(9);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int left = random.nextInt(round % 10 == 0 ? 3_000 : 12); left > 0; left--) {
                text.append(kinds[random.nextInt(kinds.length)]);
            }
            Json value = JsonObject.of(text.toString(), text.toString());
            byte[] written = JsonWriter.writeBytes(value);
            assertThat(JACKSON.readTree(written).get(text.toString()).textValue())
                    .isEqualTo(text.toString());
            assertThat(JsonWriter.write(value)).isEqualTo(new String(written, StandardCharsets.UTF_8));
        }
    }

    @Test
    void halfACharacterComesBackAsItWas() {
        for (String text : new String[] {"\ud83d", "a\ude00b", "\ude00\ud83d", "\ud83d\ud83d\ude00"}) {
            assertThat(JsonReader.read(JsonWriter.writeBytes(Json.of(text)))).isEqualTo(Json.of(text));
        }
    }

    @Test
    void manyThreadsWriteAtOnceAndNoneSeesAnothersText() throws Exception {
        try (var tasks = new TaskGroup()) {
            for (int thread = 0; thread < 8; thread++) {
                var value = Json.of(Integer.toString(thread).repeat(500 * thread + 1));
                tasks.start("writer", () -> {
                    for (int i = 0; i < 2_000; i++) {
                        assertThat(JsonReader.read(JsonWriter.writeBytes(value)))
                                .isEqualTo(value);
                    }
                });
            }
            tasks.await();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,",
                "{\"a\"}",
                "{\"a\":1,}",
                "01",
                "1.",
                "-",
                "tru",
                "\"\\x\"",
                "\"\\u12g4\"",
                "1 2",
                "{a:1}",
                "\"\n\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesBottomlessNesting() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void tellsWhichFieldsStoodTwice() {
        var strict = JsonReader.readStrictly("{\"a\":{\"b\":1,\"b\":2},\"c\":[{\"d\":1,\"d\":1}]}".getBytes());
        assertThat(strict.duplicates()).containsExactly("a.b", "c[0].d");
        assertThat(strict.value().at("a", "b").longOr(0)).isEqualTo(2);
    }

    @Test
    void numbersAreEqualByValue() {
        assertThat(JsonReader.read("1.0")).isEqualTo(JsonReader.read("1"));
        assertThat(JsonReader.read("9223372036854775807").longOr(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonReader.read("9223372036854775808").longOr(-5)).isEqualTo(-5);
    }

    @Test
    void setsAndRemovesUnderAPath() {
        var object = JsonObject.EMPTY.withAt(Json.of(3), "spec", "replicas");
        assertThat(object.toString()).isEqualTo("{\"spec\":{\"replicas\":3}}");
        assertThat(object.withoutAt("spec", "replicas").toString()).isEqualTo("{\"spec\":{}}");
        assertThat(object.withoutAt("status", "replicas")).isSameAs(object);
    }

    private static Json randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> Json.of(random.nextLong());
            case 1 -> Json.of(random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20)));
            case 2 -> Json.of(randomText(random));
            case 3 -> random.nextInt(3) == 0 ? JsonNull.NULL : Json.of(random.nextBoolean());
            case 4 -> {
                var builder = JsonObject.builder();
                for (int i = random.nextInt(5); i > 0; i--) {
                    builder.put(randomText(random), randomValue(random, depth - 1));
                }
                yield builder.build();
            }
            default -> {
                var array = JsonArray.EMPTY;
                for (int i = random.nextInt(5); i > 0; i--) {
                    array = array.with(randomValue(random, depth - 1));
                }
                yield array;
            }
        };
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> random.nextInt(0x10000, 0x10ffff);
                        case 2 -> "\"\\/".charAt(random.nextInt(3));
                        default -> random.nextInt(0x20, 0x7f);
                    });
        }
        return text.toString();
    }
}
