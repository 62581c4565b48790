// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.store.Key;
import dev.skerry.store.Store;
import dev.skerry.store.StoreFullException;
import dev.skerry.store.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFullDiskTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0,
                "a small disk cannot be mounted here (needs root)");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", folder.toString());
    }

    @Test
    void aFullDiskRefusesWritesServesReadsAndMends() throws Exception {
        try (Store store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.edge())) {
            Path ballast = folder.resolve("ballast");
            Files.write(ballast, new byte[200 << 10]);
            List<Key> written = writeUntilFull(store);

            assertThat(written).isNotEmpty();
            for (Key key : written) {
                assertThat(store.find(key).orElseThrow().value()).hasSize(20_000);
            }
            assertThatThrownBy(() -> store.create(new Key("/late"), new byte[20_000]))
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContaining("state.db");

            Files.delete(ballast);
            long before = store.revision().value();
            assertThat(store.create(new Key("/late"), new byte[20_000])).isInstanceOf(Update.Done.class);
            assertThat(store.revision().value()).isEqualTo(before + 1);
        }
        try (Store store = SqliteStore.open(folder.resolve("state.db"), SqliteConfig.edge())) {
            assertThat(store.find(new Key("/late"))).isPresent();
        }
    }

    private static List<Key> writeUntilFull(Store store) {
        var written = new ArrayList<Key>();
        for (int i = 0; i < 1_000; i++) {
            var key = new Key("/k" + i);
            try {
                assertThat(store.create(key, new byte[20_000])).isInstanceOf(Update.Done.class);
                written.add(key);
            } catch (StoreFullException _) {
                return written;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
