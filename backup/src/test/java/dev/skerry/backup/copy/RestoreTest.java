// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.backup.file.BackupDamagedException;
import dev.skerry.backup.file.BackupReader;
import dev.skerry.backup.file.BackupWriter;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.store.CompactedException;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.Update;
import dev.skerry.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestoreTest {
    private static final Key KEY = new Key("/registry/core/pods/default/a");

    @Test
    void everythingComesBackAndTimeGoesOn() throws Exception {
        var source = new MemoryStore();
        source.create(KEY, "1".getBytes(UTF_8));
        source.update(KEY, "2".getBytes(UTF_8), new Revision(1));
        byte[] backup = backup(source);
        // What clients see after the backup, and what is lost.
        source.create(new Key("/registry/lost"), "1".getBytes(UTF_8));
        var target = new MemoryStore();

        var restored = new Restore(target).run(reader(backup), Migration.Occupied.REFUSE, _ -> {});

        assertThat(restored.entries()).isEqualTo(1);
        assertThat(restored.backedUp()).isEqualTo(new Revision(2));
        Entry entry = target.find(KEY).orElseThrow();
        assertThat(entry.created()).isEqualTo(new Revision(1));
        assertThat(entry.modified()).isEqualTo(new Revision(2));
        assertThat(target.revision()).isEqualTo(new Revision(2 + Restore.LEAP));
        assertThatThrownBy(() -> target.watch("/", new Revision(3))).isInstanceOf(CompactedException.class);
        assertThat(target.update(KEY, "3".getBytes(UTF_8), new Revision(2)))
                .isEqualTo(new Update.Done(new Revision(3 + Restore.LEAP)));
    }

    @Test
    void aStoreThatHoldsSomethingIsLeftAloneUnlessItMayBeReplaced() throws Exception {
        byte[] backup = backup(new MemoryStore());
        var target = new MemoryStore();
        target.create(KEY, "precious".getBytes(UTF_8));

        assertThatThrownBy(() -> new Restore(target).run(reader(backup), Migration.Occupied.REFUSE, _ -> {}))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("--force");
        assertThat(target.find(KEY)).isPresent();

        new Restore(target).run(reader(backup), Migration.Occupied.REPLACE, _ -> {});
        assertThat(target.count("/")).isZero();
    }

    @Test
    void aRestoreThatBrokeOffIsNoStoreAndCanBeRepeated() throws Exception {
        var source = new MemoryStore();
        source.create(KEY, "1".repeat(1000).getBytes(UTF_8));
        byte[] backup = backup(source);
        var target = new MemoryStore();

        assertThatThrownBy(() -> new Restore(target)
                        .run(reader(Arrays.copyOf(backup, backup.length - 5)), Migration.Occupied.REFUSE, _ -> {}))
                .isInstanceOf(BackupDamagedException.class);
        assertThat(Note.find(target)).isPresent();

        new Restore(target).run(reader(backup), Migration.Occupied.REFUSE, _ -> {});
        assertThat(Note.find(target)).isEmpty();
        assertThat(target.count("/")).isEqualTo(1);
    }

    private static byte[] backup(MemoryStore source) throws Exception {
        var out = new ByteArrayOutputStream();
        try (var writer = BackupWriter.begin(
                out, new BackupWriter.Origin(Instant.EPOCH, "memory"), Optional.empty(), new Random(1))) {
            writer.finish(StoreCopy.read(source, writer::write));
        }
        return out.toByteArray();
    }

    private static BackupReader reader(byte[] backup) throws Exception {
        return BackupReader.open(new ByteArrayInputStream(backup), Optional.empty());
    }
}
