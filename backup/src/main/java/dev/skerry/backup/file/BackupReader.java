// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.SealException;
import dev.skerry.security.seal.SealedInput;
import dev.skerry.security.seal.StreamKey;
import dev.skerry.store.Revision;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reads a backup piece by piece and finds whatever is wrong with it, at the latest at its end: nobody should
/// build on what was read before [#summary] is there.
public final class BackupReader implements AutoCloseable {
    /// Larger than any value that a store takes.
    private static final int CONTENT_MAX = 64 << 20;

    private final BackupHeader header;
    private final InputStream in;
    private final MessageDigest digest = BackupWriter.sha256();
    private long entries;
    private long changes;
    private Optional<BackupSummary> summary = Optional.empty();

    private BackupReader(BackupHeader header, InputStream in) {
        this.header = header;
        this.in = in;
    }

    /// @param by what protects it; empty if nobody has said
    /// @throws BackupDamagedException if this is no backup
    /// @throws SealException if it is encrypted and this is not the key
    public static BackupReader open(InputStream file, Optional<KeyEncryption> by) throws IOException {
        var buffered = new BufferedInputStream(file, 64 << 10);
        BackupHeader header = BackupHeader.read(buffered);
        InputStream body = buffered;
        if (header.isEncrypted()) {
            KeyEncryption key = by.orElseThrow(() -> new SealException(
                    SealException.Reason.WRONG_KEY, "the backup is encrypted; give --passphrase-file"));
            byte[] secret = key.unwrap(header.json().at("encryption").object());
            body = new SealedInput(buffered, StreamKey.of(secret, header.bytes()));
        }
        try {
            var plain = Compression.of(header.compression()).around(body);
            return new BackupReader(header, new BufferedInputStream(plain, 64 << 10));
        } catch (IOException | SealException damaged) {
            throw damage(damaged);
        }
    }

    public BackupHeader header() {
        return header;
    }

    /// The next piece; empty at the end, which then was found whole.
    ///
    /// @throws BackupDamagedException if what stands there was not written so
    public Optional<Piece> next() {
        if (summary.isPresent()) {
            return Optional.empty();
        }
        try {
            byte[] head = exactly(1 + Integer.BYTES);
            int length = ByteBuffer.wrap(head, 1, Integer.BYTES).getInt();
            if (length < 0 || length > CONTENT_MAX) {
                throw new BackupDamagedException("the backup is damaged: a record of " + length + " bytes");
            }
            byte[] content = exactly(length);
            byte[] tail = exactly(Integer.BYTES);
            var crc = new CRC32C();
            crc.update(head);
            crc.update(content);
            if (ByteBuffer.wrap(tail).getInt() != (int) crc.getValue()) {
                throw new BackupDamagedException(
                        "the backup is damaged: a record does not match its checksum, behind " + entries + " entries");
            }
            if (head[0] == Records.END) {
                finish(content);
                return Optional.empty();
            }
            for (byte[] part : new byte[][] {head, content, tail}) {
                digest.update(part);
            }
            return Optional.of(counted(Records.piece(head[0], content)));
        } catch (IOException | SealException damaged) {
            throw damage(damaged);
        }
    }

    private Piece counted(Piece piece) {
        switch (piece) {
            case Piece.Found _ -> entries++;
            case Piece.Happened _ -> changes++;
        }
        return piece;
    }

    private void finish(byte[] content) throws IOException {
        byte[] sum = digest.digest();
        var buffer = ByteBuffer.wrap(content);
        if (content.length != 3 * Long.BYTES + sum.length
                || buffer.getLong() != entries
                || buffer.getLong() != changes) {
            throw new BackupDamagedException("the backup is damaged: it does not hold as much as it says");
        }
        long revision = buffer.getLong();
        byte[] written = new byte[sum.length];
        buffer.get(written);
        if (revision < 0 || !Arrays.equals(sum, written)) {
            throw new BackupDamagedException("the backup is damaged: it does not match its checksum");
        }
        if (in.read() >= 0) {
            throw new BackupDamagedException("the backup is damaged: something stands behind its end");
        }
        summary = Optional.of(new BackupSummary(
                entries, changes, new Revision(revision), HexFormat.of().formatHex(sum)));
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new BackupDamagedException("the backup is cut off behind " + entries + " entries");
        }
        return bytes;
    }

    private static BackupDamagedException damage(Exception cause) {
        return new BackupDamagedException("the backup is damaged: " + cause.getMessage(), cause);
    }

    /// What the backup holds.
    ///
    /// @throws IllegalStateException before the end was read
    public BackupSummary summary() {
        return summary.orElseThrow(() -> new IllegalStateException("the backup is not read to its end"));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
