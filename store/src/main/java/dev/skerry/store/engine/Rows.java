// SPDX-License-Identifier: Apache-2.0
package dev.skerry.store.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skerry.store.Key;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// What is the same in the tables of every SQL engine. Keys are the bytes of their UTF-8 text, so that the
/// engine's order of bytes is the order of keys. Every row has a CRC32C over all its columns: engines do not
/// notice a flipped bit in a value by themselves.
public final class Rows {
    /// No UTF-8 text contains this byte.
    private static final byte BEHIND = (byte) 0xFF;

    private Rows() {}

    public static byte[] bytes(Key key) {
        return key.text().getBytes(UTF_8);
    }

    /// The upper bound, exclusive, of the keys that start with a prefix.
    public static byte[] behind(String prefix) {
        byte[] bytes = prefix.getBytes(UTF_8);
        byte[] behind = Arrays.copyOf(bytes, bytes.length + 1);
        behind[bytes.length] = BEHIND;
        return behind;
    }

    /// The checksum of a row: of an entry over key, value, created and modified; of a change over key, an
    /// empty value, the revision, and 1 for a deletion.
    public static long sum(byte[] key, byte[] value, long first, long second) {
        var crc = new CRC32C();
        crc.update(key);
        crc.update(value);
        crc.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(first)
                .putLong(second)
                .flip());
        return crc.getValue();
    }
}
