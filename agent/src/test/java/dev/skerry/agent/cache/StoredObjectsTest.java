// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.store.Store;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import dev.skerry.tunnel.frame.Delta;
import dev.skerry.tunnel.frame.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredObjectsTest {
    private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");
    private static final ObjectName WEB = new ObjectName("default", "web-0");
    private static final String KEY = "core/v1/pods/default/web-0";
    private static final CacheState PARTIAL = new CacheState("cluster", 5, false);
    private static final CacheState WHOLE = new CacheState("cluster", 9, true);

    private final Store store = new MemoryStore();
    private final StoredObjects cache = new StoredObjects(store);

    private static Delta put(String uid, long version) {
        KubeObject pod = KubeObject.of(GroupVersionKind.of("v1", "Pod"), WEB)
                .with(uid, "metadata", "uid")
                .with(Long.toString(version), "metadata", "resourceVersion");
        return new Delta.Put(new Held(KEY, uid, version, version), JsonWriter.writeBytes(pod.tree()));
    }

    @Test
    void whatWasCommittedIsThereAfterARestartWithItsCursor() {
        assertThat(cache.commit(List.of(put("u-1", 3)), WHOLE)).isEmpty();
        var again = new StoredObjects(store);
        assertThat(again.find(PODS, WEB))
                .hasValueSatisfying(pod -> assertThat(pod.uid()).isEqualTo("u-1"));
        assertThat(again.list(PODS)).hasSize(1);
        assertThat(again.state()).isEqualTo(WHOLE);
        assertThat(again.digests().sums()).isEqualTo(cache.digests().sums());
    }

    @Test
    void nothingGoesBackwards() {
        cache.commit(List.of(put("u-1", 7)), PARTIAL);
        assertThat(cache.commit(List.of(put("u-1", 6)), PARTIAL))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.reason()).contains("older"));
        assertThat(cache.find(PODS, WEB))
                .hasValueSatisfying(pod -> assertThat(pod.resourceVersion()).isEqualTo("7"));
        assertThat(cache.commit(List.of(put("u-2", 1)), PARTIAL))
                .as("another object")
                .isEmpty();
    }

    @Test
    void onlyTheVeryObjectIsRemoved() {
        cache.commit(List.of(put("u-2", 7)), PARTIAL);
        cache.commit(List.of(new Delta.Gone(KEY, "u-1", 3)), PARTIAL);
        assertThat(cache.find(PODS, WEB)).isPresent();
        cache.commit(List.of(), WHOLE);
        assertThat(cache.find(PODS, WEB))
                .as("an empty delivery removes nothing")
                .isPresent();
        cache.commit(List.of(new Delta.Gone(KEY, "u-2", 7)), WHOLE);
        assertThat(cache.find(PODS, WEB)).isEmpty();
    }

    @Test
    void oneBadObjectHoldsUpNothing() {
        var bad =
                new Delta.Put(new Held("core/v1/pods/default/bad", "u-9", 1, 1), "{".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.commit(List.of(bad, put("u-1", 3)), PARTIAL))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.key()).endsWith("bad"));
        assertThat(cache.find(PODS, WEB)).isPresent();
        assertThat(cache.rejections()).hasSize(1);
    }

    @Test
    void aNewCacheIsNotCompleteUntilTheServerSaysSo() {
        assertThat(cache.isComplete()).isFalse();
        long version = cache.version();
        cache.commit(List.of(), WHOLE);
        assertThat(cache.isComplete()).isTrue();
        assertThat(cache.version()).as("waiters are told").isGreaterThan(version);
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndTheNodeStartsAfresh(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("node.db");
        try (Store first = SqliteStore.open(file, SqliteConfig.edge())) {
            var before = new StoredObjects(first);
            before.commit(List.of(put("u-1", 3)), WHOLE);
        }
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 0, Math.min(bytes.length, 8192), (byte) 0x5a);
        Files.write(file, bytes);
        var opened = CacheDatabase.open(file, path -> SqliteStore.open(path, SqliteConfig.edge()), SystemClock.CLOCK);
        try (Store store = opened.store()) {
            assertThat(opened.damaged())
                    .hasValueSatisfying(aside -> assertThat(aside).exists());
            assertThat(new StoredObjects(store).isComplete()).isFalse();
        }
    }
}
