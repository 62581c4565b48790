// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.api.selector.FieldSelector;
import dev.skerry.api.selector.LabelSelector;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Pod");
    private static final int COUNT = 3_000;

    private final Random random = new Random(1);
    private final MemoryStore store = new MemoryStore();

    @Test
    void whatIsPackedIsReadAsItWasWritten() {
        var storage = new ObjectStorage(store);
        var written = new ArrayList<StoredObject>();
        var texts = new ArrayList<byte[]>();
        for (int i = 0; i < COUNT; i++) {
            var done = (Commit.Done) storage.create("", "pods", pod(i));
            written.add(done.stored());
            texts.add(done.stored().json());
        }
        for (int i = 0; i < COUNT; i++) {
            var found = storage.findStored("", "pods", name(i)).orElseThrow();
            assertThat(found.json()).isEqualTo(texts.get(i));
            assertThat(found.object().name()).isEqualTo(name(i).name());
            assertThat(found.size()).isEqualTo(written.get(i).size());
            assertThat(found.isStoredAs("v1")).isTrue();
        }
        var again = storage.update("", "pods", written.getFirst().object(), written.getFirst());
        assertThat(((Commit.Done) again).stored().revision())
                .isEqualTo(written.getFirst().revision());
        var chosen = storage.list(
                "",
                "pods",
                ListQuery.now(new ObjectFilter("", LabelSelector.parse("number=7"), FieldSelector.EVERYTHING)));
        assertThat(chosen.items())
                .singleElement()
                .satisfies(one -> assertThat(one.name()).isEqualTo(name(7)));
    }

    @Test
    void theNewestStayPlainAndTheRestCostsATenth() {
        var packing = new Packing();
        var objects = objects();
        admit(packing, objects);
        long plain = objects.stream()
                .filter(one -> !one.isPacked())
                .mapToLong(StoredObject::size)
                .sum();
        assertThat(plain).isBetween(Packing.PLAIN_MIN / 2, Packing.PLAIN_MIN);
        assertThat(objects.getLast().isPacked()).isFalse();
        var oldest = objects.getFirst();
        assertThat(oldest.isPacked()).isTrue();
        assertThat(oldest.held()).isLessThan(oldest.size() / 5);
    }

    @Test
    void whatStaysPlainGrowsWithWhatThereIs() {
        var packing = new Packing();
        var objects = objects();
        for (var object : objects) {
            // As if each stood for twenty.
            packing.admit(object, 20 * (int) object.revision());
        }
        long text = objects.stream().mapToLong(StoredObject::size).sum();
        long plain = objects.stream()
                .filter(one -> !one.isPacked())
                .mapToLong(StoredObject::size)
                .sum();
        assertThat(plain).isGreaterThan(Packing.PLAIN_MIN).isCloseTo(20 * text / 64, withinPercentage(5));
    }

    @Test
    void objectsThatCameToLookDifferentGetADictionaryOfTheirOwn() {
        var packing = new Packing();
        admit(packing, objects());
        var others = new ArrayList<StoredObject>();
        for (int i = 0; i < 12_000; i++) {
            var other = StoredObject.of(
                    KubeObject.of(new GroupVersionKind("", "v1", "Other"), name(i))
                            .with(JsonObject.of("quite", "another ".repeat(60), "text", noise(100), "n", i), "data"),
                    i + 1);
            others.add(other);
            packing.admit(other, COUNT + i + 1);
        }
        assertThat(others.get(9_000).held()).isLessThan(others.get(9_000).size() / 3);
    }

    @Test
    void whatHasNothingInCommonIsKeptToo() {
        var packing = new Packing();
        var objects = new ArrayList<StoredObject>();
        for (int i = 0; i < 3; i++) {
            var large = StoredObject.of(KubeObject.of(KIND, name(i)).with(noise(800_000), "data"), i + 1);
            objects.add(large);
            packing.admit(large, i + 1);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(objects.get(i).object().name()).isEqualTo(name(i).name());
        }
    }

    @Test
    void aServerThatStartsPacksAsItReads() {
        var before = new ObjectStorage(store);
        for (int i = 0; i < COUNT; i++) {
            before.create("", "pods", pod(i));
        }
        var after = new ObjectStorage(store);
        var found = after.findStored("", "pods", name(0)).orElseThrow();
        assertThat(found.isPacked()).isTrue();
        var all = ListQuery.now(ObjectFilter.EVERYTHING);
        assertThat(after.list("", "pods", all).items())
                .extracting(StoredObject::json)
                .containsExactlyElementsOf(before.list("", "pods", all).items().stream()
                        .map(StoredObject::json)
                        .toList());
    }

    private static void admit(Packing packing, List<StoredObject> objects) {
        for (int i = 0; i < objects.size(); i++) {
            packing.admit(objects.get(i), i + 1);
        }
    }

    private List<StoredObject> objects() {
        var objects = new ArrayList<StoredObject>();
        for (int i = 0; i < COUNT; i++) {
            objects.add(StoredObject.of(pod(i), i + 1));
        }
        return objects;
    }

    private KubeObject pod(int number) {
        return KubeObject.of(KIND, name(number))
                .withLabel("number", Integer.toString(number))
                .with(noise(8), "metadata", "uid")
                .with(
                        JsonObject.of(
                                "containers",
                                List.of(JsonObject.of(
                                        "name",
                                        "web",
                                        "image",
                                        "registry.example/web:1",
                                        "command",
                                        List.of("/bin/serve", "--port=8080", "--verbose".repeat(100))))),
                        "spec");
    }

    private String noise(int bytes) {
        byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }

    private static ObjectName name(int number) {
        return new ObjectName("default", "web-" + number);
    }
}
