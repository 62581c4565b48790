// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.security.seal.FileKey;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.Passphrase;
import dev.skerry.security.seal.SealException;
import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackupFileTest {
    private static final BackupWriter.Origin ORIGIN = new BackupWriter.Origin(Instant.EPOCH, "sqlite");

    private final Random random = new Random(1);
    private final KeyEncryption key = FileKey.parse("the key", FileKey.create(random));

    private final List<Piece> pieces = pieces();

    private static List<Piece> pieces() {
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < 500; i++) {
            pieces.add(new Piece.Found(new Entry(
                    new Key("/registry/é/" + i),
                    ("value " + i).repeat(i % 7).getBytes(UTF_8),
                    new Revision(i),
                    new Revision(2L * i))));
        }
        pieces.add(new Piece.Happened(new Change(new Key("/a"), new Revision(2000), Optional.of(new byte[70_000]))));
        pieces.add(new Piece.Happened(new Change(new Key("/a"), new Revision(2001), Optional.empty())));
        return List.copyOf(pieces);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        for (Optional<KeyEncryption> by : List.<Optional<KeyEncryption>>of(Optional.empty(), Optional.of(key))) {
            byte[] file = written(by);
            try (var reader = BackupReader.open(new ByteArrayInputStream(file), by)) {
                assertThat(reader.header().source()).isEqualTo("sqlite");
                assertThat(reader.header().made()).isEqualTo("1970-01-01T00:00:00Z");
                assertThat(all(reader))
                        .containsExactlyElementsOf(
                                pieces.stream().map(BackupFileTest::text).toList());
                assertThat(reader.summary().entries()).isEqualTo(500);
                assertThat(reader.summary().changes()).isEqualTo(2);
                assertThat(reader.summary().revision()).isEqualTo(new Revision(2001));
            }
        }
    }

    @Test
    void anEncryptedBackupShowsNothingAndNeedsItsPassphrase() throws Exception {
        var words = new Passphrase("the passphrase", "open sesame");
        byte[] file = written(Optional.of(words));

        assertThat(new String(file, ISO_8859_1)).doesNotContain("registry");
        assertThatThrownBy(() -> BackupReader.open(new ByteArrayInputStream(file), Optional.empty()))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("the backup is encrypted");
        assertThatThrownBy(() -> BackupReader.open(
                        new ByteArrayInputStream(file), Optional.of(new Passphrase("the passphrase in /p", "guess"))))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("the passphrase in /p is not the one");
        assertThat(all(BackupReader.open(new ByteArrayInputStream(file), Optional.of(words))))
                .hasSize(502);
    }

    /// One bit of every byte: of the header, of every record, and of the end.
    @Test
    void aFlippedBitIsFoundWhereverItIs() throws Exception {
        for (Optional<KeyEncryption> by : List.<Optional<KeyEncryption>>of(Optional.empty(), Optional.of(key))) {
            byte[] file = written(by);
            for (int at = 0; at < file.length; at++) {
                byte[] flipped = file.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                assertRefused(flipped, by);
            }
        }
    }

    @Test
    void aCutOrLongerFileIsFound() throws Exception {
        for (Optional<KeyEncryption> by : List.<Optional<KeyEncryption>>of(Optional.empty(), Optional.of(key))) {
            byte[] file = written(by);
            for (int length = 0; length < file.length; length += 1 + file.length / 200) {
                assertRefused(Arrays.copyOf(file, length), by);
            }
            assertRefused(Arrays.copyOf(file, file.length - 1), by);
            assertRefused(Arrays.copyOf(file, file.length + 1), by);
        }
    }

    @Test
    void aBackupThatWasNotFinishedIsNotWhole() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var writer = BackupWriter.begin(out, ORIGIN, Optional.empty(), random)) {
            for (Piece piece : pieces) {
                writer.write(piece);
            }
        }
        assertThatThrownBy(() -> all(BackupReader.open(new ByteArrayInputStream(out.toByteArray()), Optional.empty())))
                .isInstanceOf(BackupDamagedException.class)
                .hasMessageContaining("cut off behind 500 entries");
    }

    /// A flip may hit a byte that stands for nothing (a flag of the compression that nobody reads): then what is read
    /// must be what was written.
    private void assertRefused(byte[] file, Optional<KeyEncryption> by) throws Exception {
        try (var reader = BackupReader.open(new ByteArrayInputStream(file), by)) {
            assertThat(all(reader))
                    .containsExactlyElementsOf(
                            pieces.stream().map(BackupFileTest::text).toList());
            assertThat(by)
                    .as("nothing in an encrypted backup stands for nothing")
                    .isEmpty();
            assertThat(file.length).as("nothing stands behind its end").isEqualTo(written(by).length);
        } catch (BackupDamagedException | SealException _) {
            // Found.
        }
    }

    private byte[] written(Optional<KeyEncryption> by) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var writer = BackupWriter.begin(out, ORIGIN, by, new Random(7))) {
            for (Piece piece : pieces) {
                writer.write(piece);
            }
            writer.finish(new Revision(2001));
        }
        return out.toByteArray();
    }

    private static List<String> all(BackupReader reader) {
        var all = new ArrayList<String>();
        for (Optional<Piece> next = reader.next(); next.isPresent(); next = reader.next()) {
            all.add(text(next.get()));
        }
        return all;
    }

    private static String text(Piece piece) {
        return switch (piece) {
            case Piece.Found(Entry entry) ->
                "E " + entry.key() + " " + entry.created() + " " + entry.modified() + " "
                        + new String(entry.value(), ISO_8859_1);
            case Piece.Happened(Change change) ->
                "C " + change.key() + " " + change.revision() + " "
                        + change.value()
                                .map(value -> new String(value, ISO_8859_1))
                                .orElse("gone");
        };
    }
}
