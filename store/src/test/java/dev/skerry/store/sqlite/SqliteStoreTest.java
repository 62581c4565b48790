// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreContract;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    private static final SqliteConfig SMALL = new SqliteConfig(HISTORY_MAX, QUEUE_MAX, 2, 256, 64 << 10, 16 << 20);

    @TempDir
    private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(file(), SMALL);
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    private void reopen() {
        store.close();
        store = open();
    }

    @Test
    void whatWasWrittenIsThereAfterOpeningAgain() {
        create("a", "1");
        create("b", "2");
        reopen();

        assertThat(store.find(key("b")).orElseThrow().value()).isEqualTo(bytes("2"));
        assertThat(store.revision()).isEqualTo(new Revision(2));
        assertThat(create("c", "3")).isEqualTo(new Revision(3));
    }

    @Test
    void aRevisionIsNotReusedAfterTheLatestWriteWasADeletionAndAllIsForgotten() {
        create("a", "1");
        done(store.delete(key("a"), new Revision(1)));
        store.compact(new Revision(2));
        reopen();

        assertThat(store.revision()).isEqualTo(new Revision(2));
        assertThat(store.compacted()).isEqualTo(new Revision(2));
        assertThat(create("a", "1")).isEqualTo(new Revision(3));
    }

    @Test
    void theFileIsForItsOwnerOnly() throws IOException {
        create("a", "1");
        for (String name : java.util.List.of("state.db", "state.db-wal", "state.db-shm", "state.db.lock")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theLogIsCutWhenItIsLarge() throws IOException {
        for (int i = 0; i < 200; i++) {
            done(store.create(key("k" + i), new byte[4096]));
        }
        assertThat(Files.size(folder.resolve("state.db-wal"))).isLessThan(128 << 10);
        assertThat(Files.size(file())).isGreaterThan(700 << 10);
    }

    @Test
    void aSecondProcessIsKeptAway() {
        assertThatThrownBy(this::open)
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("state.db is in use by another process");
    }

    @Test
    void aFileThatIsNoDatabaseIsCorrupt() throws IOException {
        store.close();
        Files.write(file(), "hello, this is not a database at all".repeat(200).getBytes());

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("state.db")
                .hasMessageContaining("move the file");
    }

    @Test
    void aDatabaseOfAnotherProgramIsLeftAlone() {
        store.close();
        Path file = folder.resolve("other.db");
        try (var other = new Connection(file, SMALL)) {
            other.execute("CREATE TABLE mine (x INTEGER)");
        }
        assertThatThrownBy(() -> SqliteStore.open(file, SMALL))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("another program");
    }

    /// Whatever byte is flipped, what was not written is never served.
    @Test
    void flippedBytesAreNeverServed() throws IOException {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 60; i++) {
            writes.add(new Write.Put(key("k" + i), bytes(("value " + i + " ").repeat(100))));
        }
        store.writeAll(writes);
        store.close();
        byte[] good = Files.readAllBytes(file());
        var random = new java.util.Random(1);
        int noticed = 0;
        for (int round = 0; round < 40; round++) {
            byte[] bad = good.clone();
            bad[4096 + random.nextInt(bad.length - 4096)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), bad);
            noticed += isNoticed() ? 1 : 0;
        }
        // Most bytes belong to values; a flip in free space harms nobody.
        assertThat(noticed).isGreaterThan(20);
    }

    private boolean isNoticed() {
        try (Store opened = open()) {
            for (var entry : opened.range("/", "/", 100).entries()) {
                String number = entry.key().text().substring(2);
                assertThat(text(entry.value())).isEqualTo(("value " + number + " ").repeat(100));
            }
            return false;
        } catch (StoreCorruptException _) {
            return true;
        }
    }
}
