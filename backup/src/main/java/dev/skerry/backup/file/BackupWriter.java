// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.seal.KeyEncryption;
import dev.skerry.security.seal.SealedOutput;
import dev.skerry.security.seal.StreamKey;
import dev.skerry.store.Revision;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/// Writes a backup: a [BackupHeader], and behind it, compressed and then perhaps encrypted, the records.
///
/// A record is a byte that says its kind, four of length, its content, and four of CRC-32C over all that. The last
/// one, `Z`, counts the others and has their SHA-256: without it a backup is not whole.
public final class BackupWriter implements AutoCloseable {
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long entries;
    private long changes;

    private BackupWriter(OutputStream out) {
        this.out = out;
    }

    /// What is said of a backup in its header.
    public record Origin(Instant made, String source) {}

    /// Begins a backup.
    ///
    /// @param by what protects it; empty for a backup in clear
    public static BackupWriter begin(
            OutputStream file, Origin origin, Optional<KeyEncryption> by, RandomGenerator random) throws IOException {
        Compression compression = Compression.best();
        var head = JsonObject.builder()
                .put("version", BackupHeader.VERSION)
                .put("made", origin.made().toString())
                .put("source", origin.source())
                .put("compression", compression.word());
        byte[] secret = StreamKey.create(random);
        by.ifPresent(key -> head.put("encryption", key.wrap(secret, random)));
        byte[] header = new BackupHeader(head.build()).bytes();
        file.write(header);
        OutputStream body = by.isPresent() ? new SealedOutput(file, StreamKey.of(secret, header)) : file;
        return new BackupWriter(new BufferedOutputStream(compression.around(body), 64 << 10));
    }

    public void write(Piece piece) throws IOException {
        switch (piece) {
            case Piece.Found _ -> entries++;
            case Piece.Happened _ -> changes++;
        }
        record(Records.kind(piece), Records.content(piece));
    }

    /// Ends the backup; without this it is not whole.
    ///
    /// @param revision at which the store stood at the end
    public BackupSummary finish(Revision revision) throws IOException {
        byte[] sum = digest.digest();
        byte[] content = ByteBuffer.allocate(3 * Long.BYTES + sum.length)
                .putLong(entries)
                .putLong(changes)
                .putLong(revision.value())
                .put(sum)
                .array();
        record(Records.END, content);
        out.close();
        return new BackupSummary(entries, changes, revision, HexFormat.of().formatHex(sum));
    }

    private void record(byte kind, byte[] content) throws IOException {
        byte[] head = ByteBuffer.allocate(1 + Integer.BYTES)
                .put(kind)
                .putInt(content.length)
                .array();
        var crc = new CRC32C();
        crc.update(head);
        crc.update(content);
        byte[] tail =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        for (byte[] part : new byte[][] {head, content, tail}) {
            out.write(part);
            digest.update(part);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JDK has no SHA-256", impossible);
        }
    }

    /// Lets go of the file, whole or not.
    @Override
    public void close() throws IOException {
        out.close();
    }
}
