// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.memory.MemoryStore;
import dev.skerry.store.sqlite.SqliteConfig;
import dev.skerry.store.sqlite.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
    private static final byte[] GOOD = "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}".getBytes(UTF_8);

    @TempDir
    private Path folder;

    @Test
    void aStoreInOrderHasNoFaults() {
        var store = new MemoryStore();
        for (int i = 0; i < 250; i++) {
            store.create(new Key("/registry/core/pods/default/p" + i), GOOD);
        }
        store.create(new Key("/skerry/whatever"), new byte[] {1, 2, 3});

        var found = StoreCheck.run(store);

        assertThat(found.faults()).isEmpty();
        assertThat(found.entries()).isEqualTo(251);
        assertThat(found.revision()).isEqualTo(new Revision(251));
    }

    @Test
    void valuesThatAreNoneAreNamed() {
        var store = new MemoryStore();
        store.create(new Key("/registry/core/pods/default/a"), "{\"metadata\":".getBytes(UTF_8));
        store.create(new Key("/registry/core/pods/default/b"), "[]".getBytes(UTF_8));
        store.create(new Key("/registry/core/secrets/default/c"), new byte[] {0, 'S', 'K', 1, 2});
        store.load(
                List.of(new Entry(new Key("/registry/core/pods/default/d"), GOOD, new Revision(9), new Revision(8))));

        assertThat(StoreCheck.run(store).faults())
                .hasSize(4)
                .anyMatch(fault -> fault.contains("default/a cannot be decoded"))
                .anyMatch(fault -> fault.contains("default/b holds JSON that is no object"))
                .anyMatch(fault -> fault.contains("default/c cannot be decoded"))
                .anyMatch(fault -> fault.contains("default/d was made at 9 and written at 8"));
    }

    @Test
    void aStoreThatIsHalfFilledIsSaid() {
        var store = new MemoryStore();
        store.load(List.of(new Note("a backup", Revision.NONE, "").entry()));

        assertThat(StoreCheck.run(store).faults()).anyMatch(fault -> fault.contains("only half filled, from a backup"));
    }

    /// Whatever bit of a value is flipped in the file, the check says so.
    @Test
    void aFlippedBitInTheFileIsFound() throws Exception {
        Path file = folder.resolve("state.db");
        byte[] value = ("{\"kind\":\"Pod\",\"metadata\":{},\"x\":\"" + "needle".repeat(200) + "\"}").getBytes(UTF_8);
        try (var store = SqliteStore.open(file, SqliteConfig.edge())) {
            for (int i = 0; i < 100; i++) {
                store.create(new Key("/registry/core/pods/default/p" + i), value);
            }
        }
        byte[] good = Files.readAllBytes(file);
        String text = new String(good, java.nio.charset.StandardCharsets.ISO_8859_1);
        var random = new Random(1);
        for (int round = 0; round < 10; round++) {
            byte[] bad = good.clone();
            bad[text.indexOf("needleneedle", random.nextInt(good.length * 3 / 4)) + 3] ^=
                    (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            try (var store = SqliteStore.open(file, SqliteConfig.edge())) {
                assertThat(StoreCheck.run(store).faults())
                        .hasSize(1)
                        .allMatch(fault -> fault.contains("does not match its checksum"));
            }
        }
    }
}
