// SPDX-License-Identifier: Apache-2.0
package dev.skerry.backup.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonException;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// What stands in clear at the start of a backup: eight bytes by which one knows it, four of length, JSON, and four
/// of CRC-32C over the JSON.
///
/// @param json `version`, `made`, `source`, `compression`, and `encryption` if it is encrypted
public record BackupHeader(JsonObject json) {
    static final int VERSION = 1;

    private static final byte[] MAGIC = "SKRYBAK1".getBytes(US_ASCII);
    private static final int LENGTH_MAX = 64 << 10;

    /// When it was made.
    public String made() {
        return json.at("made").text();
    }

    /// The engine it was made of.
    public String source() {
        return json.at("source").text();
    }

    public boolean isEncrypted() {
        return json.has("encryption");
    }

    String compression() {
        return json.at("compression").text();
    }

    byte[] bytes() {
        byte[] text = json.toString().getBytes(UTF_8);
        return ByteBuffer.allocate(MAGIC.length + 2 * Integer.BYTES + text.length)
                .put(MAGIC)
                .putInt(text.length)
                .put(text)
                .putInt(sum(text))
                .array();
    }

    /// @throws BackupDamagedException if no whole header of ours stands there
    static BackupHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + Integer.BYTES);
        if (start.length < MAGIC.length + Integer.BYTES || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
            throw new BackupDamagedException("this is no backup of skerry");
        }
        int length = ByteBuffer.wrap(start, MAGIC.length, Integer.BYTES).getInt();
        if (length < 0 || length > LENGTH_MAX) {
            throw new BackupDamagedException("the backup is damaged: a header of " + length + " bytes");
        }
        byte[] rest = in.readNBytes(length + Integer.BYTES);
        if (rest.length < length + Integer.BYTES) {
            throw new BackupDamagedException("the backup is cut off in its header");
        }
        byte[] text = Arrays.copyOf(rest, length);
        if (ByteBuffer.wrap(rest, length, Integer.BYTES).getInt() != sum(text)) {
            throw new BackupDamagedException("the backup is damaged in its header");
        }
        try {
            Json json = JsonReader.read(text);
            if (json.at("version").longOr(0) > VERSION) {
                throw new BackupDamagedException("the backup was made by a newer version; read it with that one");
            }
            return new BackupHeader(json.object());
        } catch (JsonException malformed) {
            throw new BackupDamagedException("the backup is damaged in its header", malformed);
        }
    }

    private static int sum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
