// SPDX-License-Identifier: Apache-2.0
package dev.skerry.foundation.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.lifecycle.TaskGroup;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharedPartsTest {
    private final SharedParts parts = new SharedParts();

    @Test
    void equalPartsOfTwoTreesAreOne() {
        JsonObject first = parts.share(pod("a"));
        JsonObject second = parts.share(pod("b"));

        assertThat(second.at("spec")).isSameAs(first.at("spec"));
        assertThat(second.at("metadata")).isNotSameAs(first.at("metadata"));
        assertThat(second.at("metadata", "name").text()).isEqualTo("b");
    }

    @Test
    void whatIsEqualButWrittenOtherwiseStaysAsItWasWritten() {
        for (String text : new String[] {
            "{\"a\":{\"x\":1,\"y\":2}}",
            "{\"a\":{\"y\":2,\"x\":1}}",
            "{\"a\":{\"x\":1.0,\"y\":2}}",
            "{\"a\":{\"x\":1e0,\"y\":2}}",
            "{\"a\":[1,\"1\",true,null,[],{}]}",
            "{\"a\":[\"1\",1,true,null,{},[]]}"
        }) {
            assertThat(shared(text)).isEqualTo(text);
        }
    }

    /// Far more parts than the table has places: some are not shared, none is another.
    @Test
    void everyTreeStaysItselfHoweverManyPass() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            var tree = JsonObject.of(
                    "n" + random.nextInt(50),
                    random.nextInt(100_000),
                    "s",
                    "v" + random.nextInt(40_000),
                    "l",
                    JsonArray.of(random.nextInt(3_000), JsonObject.of("m" + random.nextInt(300), i % 7)));
            assertThat(shared(tree.toString())).isEqualTo(tree.toString());
        }
    }

    @Test
    void anObjectOfManyFieldsIsFoundByEachName() {
        var wide = JsonObject.builder();
        for (int i = 0; i < 100; i++) {
            wide.put("f" + i, i);
        }
        JsonObject shared = parts.share(wide.build());
        for (int i = 0; i < 100; i++) {
            assertThat(shared.at("f" + i).longOr(-1)).isEqualTo(i);
        }
        assertThat(shared.with("f7", 700).at("f7").longOr(-1)).isEqualTo(700);
        assertThat(shared.without("f7").has("f7")).isFalse();
        assertThat(shared.at("f7").longOr(-1)).isEqualTo(7);
    }

    @Test
    void manyThreadsShare() throws Exception {
        try (var tasks = new TaskGroup()) {
            for (int thread = 0; thread < 4; thread++) {
                String name = "t" + thread;
                tasks.start("sharer", () -> {
                    for (int i = 0; i < 2_000; i++) {
                        JsonObject pod = pod(name + i % 10);
                        assertThat(parts.share(pod)).hasToString(pod.toString());
                    }
                });
            }
            tasks.await();
        }
    }

    private String shared(String text) {
        return parts.share(JsonReader.read(text).object()).toString();
    }

    private static JsonObject pod(String name) {
        return JsonReader.read("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":"
                        + "[{\"name\":\"main\",\"ports\":[{\"containerPort\":80}],\"tty\":false}],\"nodeName\":null}}")
                .object();
    }
}
