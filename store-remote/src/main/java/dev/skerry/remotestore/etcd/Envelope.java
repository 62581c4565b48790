// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.etcd;

import dev.skerry.remotestore.etcd.wire.KeyValue;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import dev.skerry.store.StoreCorruptException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// What stands around each value in etcd:
///
/// ```
/// 1 byte    form, 0x51
/// 1 byte    which of the following are there: 1 created, 2 modified
/// 8 bytes   revision that made the key, if that was in another store
/// 8 bytes   revision that wrote the value, if that was in another store
/// 4 bytes   CRC-32C of the etcd key, of all that stands before, and of the value
/// ```
///
/// The key is in the checksum, so that a value in the wrong place is found as well.
final class Envelope {
    private static final byte FORM = 0x51;
    private static final int CREATED = 1;
    private static final int MODIFIED = 2;

    private final Layout layout;
    private final Epoch epoch;

    Envelope(Layout layout, Epoch epoch) {
        this.layout = layout;
        this.epoch = epoch;
    }

    /// A value that is written now.
    ///
    /// @param created of the key as it stands; counts only if it is of another store
    byte[] wrap(Key key, byte[] value, Revision created) {
        boolean isOld = created.isAfter(Revision.NONE) && epoch.isBefore(created);
        return seal(layout.key(key), value, isOld ? created.value() : 0, 0);
    }

    /// An entry of another store.
    byte[] wrapOld(Entry entry) {
        return seal(
                layout.key(entry.key()),
                entry.value(),
                entry.created().value(),
                entry.modified().value());
    }

    /// @throws StoreCorruptException if the value is not what was written
    Entry open(KeyValue stored) {
        byte[] content = stored.value();
        if (content.length < 2 || content[0] != FORM) {
            throw corrupt(stored, "it has no checksum");
        }
        int flags = content[1];
        int head = 2 + Long.BYTES * Integer.bitCount(flags & (CREATED | MODIFIED));
        if (content.length < head + Integer.BYTES) {
            throw corrupt(stored, "it is cut off");
        }
        ByteBuffer buffer = ByteBuffer.wrap(content, 2, content.length - 2);
        Revision created = (flags & CREATED) != 0 ? revision(stored, buffer.getLong()) : epoch.ours(stored.created());
        Revision modified =
                (flags & MODIFIED) != 0 ? revision(stored, buffer.getLong()) : epoch.ours(stored.modified());
        if (buffer.getInt() != checksum(stored.key(), content, head)) {
            throw corrupt(stored, "its checksum does not match");
        }
        var value = new byte[buffer.remaining()];
        buffer.get(value);
        return new Entry(layout.key(stored.key()), value, created, modified);
    }

    private static byte[] seal(byte[] key, byte[] value, long created, long modified) {
        int flags = (created > 0 ? CREATED : 0) | (modified > 0 ? MODIFIED : 0);
        int head = 2 + Long.BYTES * Integer.bitCount(flags);
        ByteBuffer buffer = ByteBuffer.allocate(head + Integer.BYTES + value.length);
        buffer.put(FORM).put((byte) flags);
        if (created > 0) {
            buffer.putLong(created);
        }
        if (modified > 0) {
            buffer.putLong(modified);
        }
        buffer.putInt(0).put(value);
        buffer.putInt(head, checksum(key, buffer.array(), head));
        return buffer.array();
    }

    private static int checksum(byte[] key, byte[] content, int head) {
        var checksum = new CRC32C();
        checksum.update(key);
        checksum.update(content, 0, head);
        int value = head + Integer.BYTES;
        checksum.update(content, value, content.length - value);
        return (int) checksum.getValue();
    }

    private Revision revision(KeyValue stored, long value) {
        if (value < 0) {
            throw corrupt(stored, "its revision is negative");
        }
        return new Revision(value);
    }

    private StoreCorruptException corrupt(KeyValue stored, String what) {
        return new StoreCorruptException("the value of " + layout.key(stored.key()) + " in etcd, at its revision "
                + stored.modified() + ", is not what was written: " + what);
    }
}
