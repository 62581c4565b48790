// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.sqlite;

import dev.skerry.foundation.telemetry.Log;
import dev.skerry.store.Revision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// Remembers beside the database, in a file of one page, the revision of the last commit that was on disk.
///
/// SQLite reads its log up to the first frame that does not match its checksum and takes what lies behind for
/// what was never committed: if a bit flips there, commits that were answered are silently gone. The witness
/// knows better. It is memory that is mapped from a file, written after each commit and never synced: it survives
/// the death of the process, and costs no write to disk but the kernel's own, twice a minute. After a power cut it
/// may be older than the database, never newer, so what it says is a lower bound and raises no false alarm.
///
/// There are two slots, written in turn, each with a checksum, so that one is always whole. Each names the
/// database by its inode: a file that somebody put in its place, such as a backup, is not held to it.
final class Witness {
    private static final Log LOG = Log.of("store.sqlite");
    private static final int SLOT_BYTES = 32;
    private static final int FILE_BYTES = 4_096;
    private static final String ENDING = ".seen";

    private final ByteBuffer slots;
    private final long inode;
    private int turn;

    private Witness(ByteBuffer slots, long inode) {
        this.slots = slots;
        this.inode = inode;
    }

    /// Opens the witness of a database file that exists. Where there is no room for one the store goes on without.
    static Witness of(Path file) {
        Path beside = Path.of(file + ENDING);
        try {
            long inode = (Long) Files.getAttribute(file, "unix:ino");
            FileLock.makePrivate(beside);
            try (var channel = FileChannel.open(beside, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (channel.size() < FILE_BYTES) {
                    // Written and not only lengthened: a page without a block under it could not be kept later.
                    channel.write(ByteBuffer.allocate(FILE_BYTES), 0);
                }
                return new Witness(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES), inode);
            }
        } catch (IOException failed) {
            LOG.warn(
                    "damage to the end of the log would not be noticed; free some space",
                    "file",
                    beside,
                    "because",
                    failed.getMessage());
            return new Witness(ByteBuffer.allocate(FILE_BYTES), 0);
        }
    }

    /// The latest revision that was on disk; none if nothing is known of this file.
    Revision revision() {
        long latest = 0;
        for (int slot = 0; slot < 2; slot++) {
            int at = slot * SLOT_BYTES;
            long revision = slots.getLong(at + Long.BYTES);
            boolean isWhole = slots.getLong(at + 2 * Long.BYTES) == sum(slots.getLong(at), revision);
            if (isWhole && slots.getLong(at) == inode && revision > latest) {
                latest = revision;
                turn = 1 - slot;
            }
        }
        return new Revision(latest);
    }

    /// Takes down what is on disk now.
    void see(Revision revision) {
        int at = turn * SLOT_BYTES;
        slots.putLong(at, inode);
        slots.putLong(at + Long.BYTES, revision.value());
        slots.putLong(at + 2 * Long.BYTES, sum(inode, revision.value()));
        turn = 1 - turn;
    }

    private static long sum(long inode, long revision) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(inode)
                .putLong(revision)
                .flip());
        return crc.getValue();
    }
}
