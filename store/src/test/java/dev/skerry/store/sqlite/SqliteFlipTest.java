// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Store;
import dev.skerry.store.StoreCorruptException;
import dev.skerry.store.Update;
import dev.skerry.store.Watch;
import dev.skerry.store.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Single bits that change on disk, in every part of every file: either it does no harm, or it is said. Nothing is
/// ever served that was not written, nothing that was written is silently gone.
class SqliteFlipTest {
    private static final SqliteConfig CONFIG = new SqliteConfig(1_000, 1_000, 1, 256, 16 << 20, 16 << 20);
    private static final int PAGE = 2_048;
    private static final int FRAME = PAGE + 24;
    private static final int LOG_HEADER = 32;
    private static final int KEYS = 60;

    @TempDir
    private Path folder;

    private Path file;
    private Path log;
    private Path seen;
    private byte[] database;
    private byte[] logged;
    private byte[] witnessed;
    private String truth;

    /// Half of it lies in the database, half in the log: as a process leaves it that is killed.
    @BeforeEach
    void writeAndDie() throws Exception {
        file = folder.resolve("state.db");
        log = folder.resolve("state.db-wal");
        seen = folder.resolve("state.db.seen");
        try (Store store = SqliteStore.open(file, CONFIG)) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < KEYS; i++) {
                writes.add(new Write.Put(new Key("/k" + i), value("first", i)));
            }
            store.writeAll(writes);
            store.compact(new Revision(20));
        }
        try (Store store = SqliteStore.open(file, CONFIG)) {
            for (int i = 0; i < KEYS; i += 3) {
                store.writeAll(List.of(new Write.Put(new Key("/k" + i), value("second", i))));
            }
            store.delete(new Key("/k1"), new Revision(2));
            database = Files.readAllBytes(file);
            logged = Files.readAllBytes(log);
            witnessed = Files.readAllBytes(seen);
            truth = everything(store);
        }
    }

    private static byte[] value(String what, int number) {
        return ("the " + what + " value of " + number + " ").repeat(30).getBytes(UTF_8);
    }

    /// What a client can read in any way, as one text.
    private static String everything(Store store) throws InterruptedException {
        var text = new StringBuilder("at " + store.revision() + " since " + store.compacted() + "\n");
        for (Entry entry : store.range("/", "/", 1_000).entries()) {
            add(text, entry);
        }
        text.append(store.count("/")).append('\n');
        for (int i = 0; i < KEYS; i++) {
            store.find(new Key("/k" + i)).ifPresentOrElse(entry -> add(text, entry), () -> text.append("gone\n"));
        }
        try (Watch watch = store.watch("/", store.compacted())) {
            while (watch.next(Duration.ZERO) instanceof Watch.Next.Changes(List<Change> changes)) {
                changes.forEach(change -> text.append(change.key())
                        .append(change.revision())
                        .append(change.value()
                                .map(value -> new String(value, UTF_8))
                                .orElse("deleted"))
                        .append('\n'));
            }
        }
        return text.toString();
    }

    private static void add(StringBuilder text, Entry entry) {
        text.append(entry.key())
                .append(entry.created())
                .append(' ')
                .append(entry.modified())
                .append(new String(entry.value(), UTF_8))
                .append('\n');
    }

    private void putBack(byte[] database, byte[] logged, byte[] witnessed) throws IOException {
        Files.deleteIfExists(folder.resolve("state.db-shm"));
        Files.write(file, database);
        Files.write(log, logged);
        Files.write(seen, witnessed);
    }

    /// @return whether it was said
    private boolean isSaid() throws InterruptedException {
        try (Store store = SqliteStore.open(file, CONFIG)) {
            assertThat(everything(store)).isEqualTo(truth);
            assertThat(store.create(new Key("/new"), new byte[10])).isInstanceOf(Update.Done.class);
            return false;
        } catch (StoreCorruptException | TerminalException said) {
            assertThat(said).hasMessageContaining("state.db");
            return true;
        }
    }

    private static byte[] flipped(byte[] good, int at, Random random) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << random.nextInt(8));
        return bad;
    }

    @Test
    void asItWasLeftItIsWhole() throws Exception {
        putBack(database, logged, witnessed);
        assertThat(isSaid()).isFalse();
    }

    @Test
    void aBitInTheDatabaseIsSaidOrDoesNoHarm() throws Exception {
        var random = new Random(1);
        int said = 0;
        int rounds = 0;
        for (int page = 0; page * PAGE < database.length; page++) {
            for (int i = 0; i < 5; i++) {
                // The headers of pages are short and matter most.
                int within = i < 3 ? random.nextInt(120) : random.nextInt(PAGE);
                // Without the log, so that it is this page that is read.
                putBack(flipped(database, page * PAGE + within, random), new byte[0], new byte[0]);
                rounds++;
                said += isSaidOf(half()) ? 1 : 0;
            }
        }
        assertThat(said).isGreaterThan(rounds / 4);
    }

    private @org.jspecify.annotations.Nullable String half;

    /// What the database holds without its log.
    private String half() throws Exception {
        if (half == null) {
            Path other = Files.createDirectory(folder.resolve("half")).resolve("state.db");
            Files.write(other, database);
            try (Store store = SqliteStore.open(other, CONFIG)) {
                half = everything(store);
            }
        }
        return half;
    }

    private boolean isSaidOf(String right) throws InterruptedException {
        String whole = truth;
        truth = right;
        try {
            return isSaid();
        } finally {
            truth = whole;
        }
    }

    /// SQLite would take the damaged frame for the end of the log.
    @Test
    void aBitAnywhereInTheLogIsSaid() throws Exception {
        var random = new Random(2);
        for (int at = 0; at < LOG_HEADER; at++) {
            requireSaid(at, random);
        }
        for (int frame = 0; LOG_HEADER + (frame + 1) * FRAME <= logged.length; frame++) {
            int start = LOG_HEADER + frame * FRAME;
            requireSaid(start + random.nextInt(24), random);
            requireSaid(start + 24 + random.nextInt(PAGE), random);
        }
    }

    private void requireSaid(int at, Random random) throws Exception {
        putBack(database, flipped(logged, at, random), witnessed);
        assertThat(isSaid()).as("flipped at %s of the log", at).isTrue();
        // And it stays so: nothing was mended by losing what lay behind.
        assertThat(isSaid()).as("flipped at %s of the log, opened again", at).isTrue();
    }

    @Test
    void aLogThatIsShorterOrGoneIsSaid() throws Exception {
        for (int length : new int[] {0, 20, logged.length / 2, logged.length - 10}) {
            putBack(database, java.util.Arrays.copyOf(logged, length), witnessed);
            assertThat(isSaid()).as("cut to %s", length).isTrue();
        }
        putBack(database, logged, witnessed);
        Files.delete(log);
        assertThatThrownBy(() -> SqliteStore.open(file, CONFIG))
                .isInstanceOf(StoreCorruptException.class)
                .hasMessageContaining("it ends at revision 60, but 81 was on disk")
                .hasMessageContaining("state.db-wal is damaged or was taken away")
                .hasMessageContaining("restore a backup");
    }

    @Test
    void aBitInTheWitnessRaisesNoFalseAlarm() throws Exception {
        var random = new Random(3);
        for (int at = 0; at < 64; at++) {
            putBack(database, logged, flipped(witnessed, at, random));
            assertThat(isSaid()).as("flipped at %s of the witness", at).isFalse();
        }
    }

    /// A backup is older than what the witness saw; put in place as another file, it is not held to it.
    @Test
    void anOlderFileInThePlaceOfTheDatabaseIsNoDamage() throws Exception {
        putBack(database, logged, witnessed);
        Path backup = folder.resolve("backup.db");
        Files.write(backup, database);
        Files.delete(log);
        Files.move(backup, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(isSaidOf(half())).isFalse();
    }
}
