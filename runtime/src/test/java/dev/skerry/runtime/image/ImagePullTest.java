// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.Image;
import dev.skerry.runtime.ImageStore.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real registry over HTTP. Needs root.
@Timeout(60)
class ImagePullTest {
    @TempDir
    private Path folder;

    private TestRegistry registry;
    private TestImage image;
    private LocalImageStore store;

    @BeforeEach
    void start() throws IOException {
        registry = new TestRegistry();
        image = TestImage.of(List.of(
                Map.of("etc/one", noise(1, 40_000)),
                Map.of("etc/two", noise(2, 70_000)),
                Map.of("three", noise(3, 500))));
        registry.put("1", image);
        store = open();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anImageComesWhole() throws Exception {
        var done = new AtomicLong();
        var total = new AtomicLong();
        Image pulled = store.pull(name(), Credentials.NONE, (bytes, all) -> {
            // Two layers come at once: the report of the later byte may be the earlier one to arrive.
            done.accumulateAndGet(bytes, Math::max);
            total.set(all);
        });
        assertThat(pulled.id()).isEqualTo(image.configuration());
        assertThat(pulled.names()).containsExactly(name());
        assertThat(pulled.digests()).containsExactly(registry.address() + "/plant/app@" + image.manifest());
        assertThat(pulled.command()).containsExactly("/bin/true");
        assertThat(pulled.stopSignal()).isEqualTo("SIGUSR1");
        assertThat(pulled.labels()).containsExactly(Map.entry("a", "b"));
        assertThat(pulled.bytes()).isEqualTo(110_500);
        assertThat(done).hasValue(total.get());
        var layers = store.hold(pulled.id(), "container").orElseThrow().layers();
        assertThat(layers.get(1).resolve("etc/two")).hasBinaryContent(noise(2, 70_000));
        assertThat(open().find(name())).contains(pulled);
        assertThat(open().find(pulled.digests().getFirst())).contains(pulled);
        assertThat(folder.resolve("downloads")).isEmptyDirectory();
    }

    @Test
    void aListOfPlatformsHasOneForThisMachine() throws Exception {
        registry.put("2", image.inIndex());
        Image pulled = store.pull(registry.address() + "/plant/app:2", Credentials.NONE, (_, _) -> {});
        assertThat(pulled.id()).isEqualTo(image.configuration());
        assertThat(pulled.digests().getFirst()).endsWith(image.inIndex().manifest());
    }

    @Test
    void aBrokenDownloadGoesOnWhereItBroke() throws Exception {
        registry.breaks.set(3);
        store.pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(registry.requests).anyMatch(request -> request.contains(" bytes=") && !request.contains("bytes=0-"));
        assertThat(registry.downloads(image.layers().get(2))).isEqualTo(1);
    }

    @Test
    void aDownloadGoesOnAfterARestart() throws Exception {
        byte[] blob = image.blobs().get(image.layers().get(1));
        Path part = folder.resolve("downloads").resolve(image.layers().get(1).substring(7) + ".part");
        Files.write(part, java.util.Arrays.copyOf(blob, 12_345));
        open().pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(registry.requests).anyMatch(request -> request.endsWith(" bytes=12345-"));
    }

    @Test
    void aRegistryThatCannotResumeSendsAllAgain() throws Exception {
        registry.knowsRanges = false;
        registry.breaks.set(2);
        assertThat(store.pull(name(), Credentials.NONE, (_, _) -> {}).id()).isEqualTo(image.configuration());
    }

    @Test
    void layersThatAreHereAreNotFetched() throws Exception {
        store.pull(name(), Credentials.NONE, (_, _) -> {});
        var next = TestImage.of(List.of(Map.of("etc/one", noise(1, 40_000)), Map.of("etc/new", noise(9, 100))));
        registry.put("2", next);
        store.pull(registry.address() + "/plant/app:2", Credentials.NONE, (_, _) -> {});
        assertThat(registry.downloads(image.layers().getFirst())).isEqualTo(1);
        assertThat(registry.downloads(next.layers().get(1))).isEqualTo(1);
    }

    @Test
    void loginsAreAnswered() throws Exception {
        for (var login : List.of(TestRegistry.Login.BASIC, TestRegistry.Login.TOKEN)) {
            registry.login = login;
            assertThatThrownBy(() -> store.pull(name(), Credentials.NONE, (_, _) -> {}))
                    .isInstanceOf(TransientException.class);
            assertThatThrownBy(() -> store.pull(name(), new Credentials("plant", "wrong"), (_, _) -> {}))
                    .isInstanceOf(TransientException.class);
            assertThat(store.pull(name(), registry.credentials(), (_, _) -> {}).id())
                    .isEqualTo(image.configuration());
            store.remove(name());
        }
    }

    @Test
    void credentialsStayWithTheRegistry() throws Exception {
        registry.login = TestRegistry.Login.BASIC;
        registry.redirectsBlobs = true;
        store.pull(name(), registry.credentials(), (_, _) -> {});
        assertThat(registry.requests).anyMatch(request -> request.startsWith("/storage/"));
    }

    @Test
    void damagedContentIsRefusedAndFetchedAnew() throws Exception {
        registry.damagesBlobs = true;
        assertThatThrownBy(() -> store.pull(name(), Credentials.NONE, (_, _) -> {}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("damaged");
        assertThat(store.images()).isEmpty();
        registry.damagesBlobs = false;
        assertThat(store.pull(name(), Credentials.NONE, (_, _) -> {}).id()).isEqualTo(image.configuration());
    }

    @Test
    void failuresSayWhatAndWhy() throws Exception {
        assertFails("/plant/nothing:7", "has no such image (404)");
        registry.status = 429;
        assertUnavailable("/plant/app:1", "too many requests");
        registry.status = 503;
        assertUnavailable("/plant/app:1", "said 503");
        registry.status = 0;
        registry.put("other", TestImage.of(List.of(Map.of("x", noise(4, 10))), "s390x"));
        assertFails("/plant/app:other", "s390x");
        assertThatThrownBy(() -> store.pull("Bad Name", Credentials.NONE, (_, _) -> {}))
                .isInstanceOf(TerminalException.class);
        registry.close();
        assertUnavailable("/plant/app:1", "cannot pull");
    }

    @Test
    void aLayerThatIsNotTheOneTheImageNamesIsRefused() throws Exception {
        var other = TestImage.of(List.of(Map.of("x", noise(5, 10))));
        var swapped = new java.util.HashMap<>(image.blobs());
        String manifest = new String(image.blobs().get(image.manifest()), java.nio.charset.StandardCharsets.UTF_8)
                .replace(image.layers().getFirst(), other.layers().getFirst())
                .replace(
                        "\"size\":" + image.blobs().get(image.layers().getFirst()).length,
                        "\"size\":" + other.blobs().get(other.layers().getFirst()).length);
        byte[] bytes = manifest.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        swapped.put(Sha256.of(bytes), bytes);
        swapped.putAll(other.blobs());
        registry.put("3", new TestImage(swapped, Sha256.of(bytes), image.configuration(), List.of()));
        assertFails("/plant/app:3", "but the image names");
        assertThat(store.images()).isEmpty();
    }

    private void assertFails(String name, String words) {
        assertFails("ErrImagePull", name, words);
    }

    private void assertUnavailable(String name, String words) {
        assertFails("RegistryUnavailable", name, words);
    }

    private void assertFails(String reason, String name, String words) {
        assertThatThrownBy(() -> store.pull(registry.address() + name, Credentials.NONE, (_, _) -> {}))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        failed -> assertThat(failed.reason()).isEqualTo(reason))
                .hasMessageContaining(name)
                .hasMessageContaining(words);
    }

    private String name() {
        return registry.address() + "/plant/app:1";
    }

    private LocalImageStore open() throws IOException {
        return new LocalImageStore(folder, RegistryAccess.direct());
    }

    /// Bytes that do not compress.
    private static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
