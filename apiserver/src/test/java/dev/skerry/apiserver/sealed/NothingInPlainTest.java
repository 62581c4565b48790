// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.sealed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.storage.ObjectStorage;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.seal.FileKey;
import dev.skerry.store.Store;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looks for a secret in what lies on the disk.
class NothingInPlainTest {
    private static final String PASSWORD = "correct-horse-battery-staple";
    private static final String ENCODED = Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8));

    @TempDir
    private Path folder;

    @Test
    void theFilesOfTheDatabaseHoldNoPlainSecret() throws Exception {
        var random = new Random(1);
        try (SqliteStore database = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.server())) {
            var key = FileKey.parse("the key", FileKey.create(random));
            var ring = RingInStore.open(database, SealedKeys.STANDARD, key, SystemClock.CLOCK, random);
            Store sealed = new SealedStore(database, SealedKeys.STANDARD, ring, random);
            var storage = new ObjectStorage(sealed);
            var name = new ObjectName("default", "login");
            storage.create("", "secrets", object("Secret", name, ENCODED));
            storage.create("", "configmaps", object("ConfigMap", name, "something-else-in-plain"));

            assertThat(storage.find("", "secrets", name)
                            .orElseThrow()
                            .tree()
                            .at("data", "password")
                            .text())
                    .isEqualTo(ENCODED);
            assertThat(contains("something-else-in-plain"))
                    .as("the search finds")
                    .isTrue();
            assertThat(contains(ENCODED)).isFalse();
            assertThat(contains(PASSWORD)).isFalse();
        }
        assertThat(contains("something-else-in-plain")).isTrue();
        assertThat(contains(ENCODED)).isFalse();
    }

    private static KubeObject object(String kind, ObjectName name, String value) {
        return KubeObject.of(new GroupVersionKind("", "v1", kind), name).with(JsonObject.of("password", value), "data");
    }

    private boolean contains(String text) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }
}
