// SPDX-License-Identifier: Apache-2.0
package dev.skerry.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.runtime.ImageStore;
import dev.skerry.runtime.ImageStore.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two real registries over HTTP, one of which stands in for the other. Needs root.
@Timeout(60)
class RegistryMirrorTest {
    @TempDir
    private Path folder;

    private TestRegistry origin;
    private TestRegistry mirror;

    @BeforeEach
    void start() throws IOException {
        origin = new TestRegistry();
        mirror = new TestRegistry();
        var image = TestImage.of(List.of(Map.of("etc/one", new byte[5_000])));
        origin.put("1", image);
        mirror.put("1", image);
    }

    @AfterEach
    void stop() {
        origin.close();
        mirror.close();
    }

    @Test
    void theMirrorIsAskedFirstByItsOwnNameOfTheRepository() throws Exception {
        var rewrite = new RegistryMirror.Rewrite(Pattern.compile("^plant/(.*)"), "cache/of-$1");
        var pulled = store(mirrored(rewrite), Map.of(), true).pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(pulled.names()).containsExactly(name());
        assertThat(origin.requests).isEmpty();
        assertThat(mirror.requests).isNotEmpty().allMatch(path -> path.startsWith("/v2/cache/of-app/"));
    }

    @Test
    void whereTheMirrorCannotHelpTheRegistryIsAsked() throws Exception {
        mirror.status = 404;
        store(mirrored(), Map.of(), true).pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(origin.requests).isNotEmpty();
        mirror.close();
        origin.requests.clear();
        store(Map.of("*", mirrored().get(origin.address())), Map.of(), true)
                .pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(origin.requests).isNotEmpty();
    }

    @Test
    void theRegistryIsNotAskedWhereThatIsForbidden() throws Exception {
        mirror.status = 503;
        assertFails(store(mirrored(), Map.of(), false), ImageStore.REGISTRY_UNAVAILABLE, "said 503");
        assertFails(
                store(Map.of(origin.address(), new RegistryMirror(List.of(), List.of())), Map.of(), false),
                ImageStore.PULL_FAILED,
                "may not be asked itself");
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void allFailuresAreToldAndTheLastOneDecides() throws Exception {
        mirror.close();
        origin.status = 404;
        assertFails(store(mirrored(), Map.of(), true), ImageStore.PULL_FAILED, "; ");
        origin.close();
        assertFails(store(mirrored(), Map.of(), true), ImageStore.REGISTRY_UNAVAILABLE, "; ");
    }

    @Test
    void thePodsLoginGoesToItsRegistryAndTheMirrorsToTheMirror() throws Exception {
        mirror.login = TestRegistry.Login.BASIC;
        origin.login = TestRegistry.Login.BASIC;
        store(mirrored(), Map.of(), true).pull(name(), origin.credentials(), (_, _) -> {});
        assertThat(mirror.requests).isEmpty();
        assertThat(origin.requests).isNotEmpty();
        origin.requests.clear();
        var known = Map.of(mirror.address(), new RegistryHost(mirror.credentials(), Optional.empty()));
        store(mirrored(), known, true).pull(name(), Credentials.NONE, (_, _) -> {});
        assertThat(mirror.requests).isNotEmpty();
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void anAddressWithAPathIsTakenAsItIs() {
        var mirror = new RegistryMirror(
                List.of(URI.create("https://a:5000/"), URI.create("https://b/v2/proxy/")), List.of());
        assertThat(mirror.endpoints())
                .extracting(URI::toString)
                .containsExactly("https://a:5000/v2", "https://b/v2/proxy");
    }

    private String name() {
        return origin.address() + "/plant/app:1";
    }

    private Map<String, RegistryMirror> mirrored(RegistryMirror.Rewrite... rewrites) {
        var address = URI.create("http://" + mirror.address());
        return Map.of(origin.address(), new RegistryMirror(List.of(address), List.of(rewrites)));
    }

    private LocalImageStore store(
            Map<String, RegistryMirror> mirrors, Map<String, RegistryHost> hosts, boolean asksOrigin)
            throws IOException {
        return new LocalImageStore(folder, RegistryAccess.of(mirrors, hosts, asksOrigin));
    }

    private void assertFails(LocalImageStore store, String reason, String words) {
        assertThatThrownBy(() -> store.pull(name(), Credentials.NONE, (_, _) -> {}))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        failed -> assertThat(failed.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }
}
