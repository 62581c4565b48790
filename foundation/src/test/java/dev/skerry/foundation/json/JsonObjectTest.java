// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
    @Test
    void isWhatALinkedHashMapWouldBe() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            // Few names and many: with and without an index.
            int names = seed % 2 == 0 ? 6 : 60;
            var plain = new LinkedHashMap<String, Json>();
            JsonObject object = JsonObject.EMPTY;
            for (int step = 0; step < 150; step++) {
                String name = "name-" + random.nextInt(names);
                if (random.nextInt(3) == 0) {
                    plain.remove(name);
                    object = random.nextBoolean()
                            ? object.without(name)
                            : object.toBuilder().remove(name).build();
                } else {
                    Json value = Json.of(random.nextInt(4));
                    plain.put(name, value);
                    object = random.nextBoolean()
                            ? object.with(name, value)
                            : object.toBuilder().put(name, value).build();
                }
                assertSame(object, plain, names);
            }
        }
    }

    private static void assertSame(JsonObject object, Map<String, Json> plain, int names) {
        assertThat(new ArrayList<>(object.fields().entrySet())).isEqualTo(new ArrayList<>(plain.entrySet()));
        assertThat(new ArrayList<>(object.names())).isEqualTo(new ArrayList<>(plain.keySet()));
        assertThat(object.isEmpty()).isEqualTo(plain.isEmpty());
        for (int i = 0; i < names; i++) {
            String name = "name-" + i;
            assertThat(object.has(name)).isEqualTo(plain.containsKey(name));
            assertThat(object.valueOf(name)).isEqualTo(plain.getOrDefault(name, JsonNull.NULL));
        }
    }

    @Test
    void equalsInWhateverOrder() {
        var forth = JsonObject.builder();
        var back = JsonObject.builder();
        for (int i = 0; i < 40; i++) {
            forth.put("name-" + i, i);
            back.put("name-" + (39 - i), 39 - i);
        }
        assertThat(forth.build()).isEqualTo(back.build()).hasSameHashCodeAs(back.build());
        assertThat(forth.build()).isNotEqualTo(back.put("name-0", 1).build());
        assertThat(forth.build()).isNotEqualTo(forth.remove("name-0").build());
    }

    @Test
    void isNotChangedByWhatIsBuiltFromIt() {
        var builder = JsonObject.builder().put("a", 1);
        JsonObject first = builder.build();
        JsonObject second = builder.put("a", 2).put("b", 3).build();
        JsonObject third = second.toBuilder().remove("a").build();
        assertThat(first).hasToString("{\"a\":1}");
        assertThat(second).hasToString("{\"a\":2,\"b\":3}");
        assertThat(third).hasToString("{\"b\":3}");
    }

    @Test
    void readsTheSameNameAsOneString() {
        byte[] text = "{\"metadata\":1}".getBytes();
        String once = JsonReader.read(text).object().names().iterator().next();
        String again = JsonReader.read(text).object().names().iterator().next();
        assertThat(again).isSameAs(once);
    }

    @Test
    void readsNamesOfAnyLanguage() {
        String text = "{\"größe\":{\"\\u0041\":1},\"" + "x".repeat(100) + "\":2}";
        assertThat(JsonReader.read(text).at("größe", "A").longOr(0)).isEqualTo(1);
        assertThat(JsonReader.read(text).at("x".repeat(100)).longOr(0)).isEqualTo(2);
    }
}
