// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Change;
import dev.skerry.store.Entry;
import dev.skerry.store.Key;
import dev.skerry.store.Revision;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Pieces as bytes. Every number is big end first:
///
/// | kind | content |
/// |---|---|
/// | `E` | created, modified, key, value |
/// | `W` | revision, key, value |
/// | `D` | revision, key |
///
/// A revision takes eight bytes, a key two of length and its UTF-8.
final class Records {
    static final byte ENTRY = 'E';
    static final byte WRITE = 'W';
    static final byte DELETION = 'D';
    static final byte END = 'Z';

    private Records() {}

    static byte kind(Piece piece) {
        return switch (piece) {
            case Piece.Found _ -> ENTRY;
            case Piece.Happened(Change change) -> change.isDeletion() ? DELETION : WRITE;
        };
    }

    static byte[] content(Piece piece) {
        byte[] key = piece.key().text().getBytes(UTF_8);
        byte[] value = value(piece).orElse(new byte[0]);
        boolean isEntry = piece instanceof Piece.Found;
        var buffer = ByteBuffer.allocate((isEntry ? 2 : 1) * Long.BYTES + Short.BYTES + key.length + value.length);
        if (piece instanceof Piece.Found(Entry entry)) {
            buffer.putLong(entry.created().value());
        }
        return buffer.putLong(piece.revision().value())
                .putShort((short) key.length)
                .put(key)
                .put(value)
                .array();
    }

    private static Optional<byte[]> value(Piece piece) {
        return switch (piece) {
            case Piece.Found(Entry entry) -> Optional.of(entry.value());
            case Piece.Happened(Change change) -> change.value();
        };
    }

    /// @throws BackupDamagedException if the bytes are no piece of this kind
    static Piece piece(byte kind, byte[] content) {
        try {
            var buffer = ByteBuffer.wrap(content);
            var first = new Revision(buffer.getLong());
            Revision modified = kind == ENTRY ? new Revision(buffer.getLong()) : first;
            byte[] key = new byte[Short.toUnsignedInt(buffer.getShort())];
            buffer.get(key);
            byte[] value = new byte[buffer.remaining()];
            buffer.get(value);
            var name = new Key(new String(key, UTF_8));
            return switch (kind) {
                case ENTRY -> new Piece.Found(new Entry(name, value, first, modified));
                case WRITE -> new Piece.Happened(new Change(name, modified, Optional.of(value)));
                case DELETION -> new Piece.Happened(new Change(name, modified, Optional.empty()));
                default -> throw new BackupDamagedException("the backup is damaged: a record of kind " + kind);
            };
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException malformed) {
            throw new BackupDamagedException("the backup is damaged: a record makes no sense", malformed);
        }
    }
}
