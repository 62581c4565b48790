// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A sealed value as it lies in the store:
///
/// | bytes | |
/// |---|---|
/// | 3 | `00 53 4B`, which begins no JSON and no protobuf of ours |
/// | 1 | version of the format, 1 |
/// | 8 | id of the key in the ring, big end first |
/// | 24 | nonce |
/// | rest | the value, encrypted, and a tag of 16 bytes |
@SuppressWarnings("ArrayRecordComponent")
record Envelope(long keyId, byte[] nonce, byte[] box) {
    static final byte VERSION = 1;

    private static final byte[] MAGIC = {0, 'S', 'K'};
    private static final int HEAD = MAGIC.length + 1 + Long.BYTES;
    private static final int LENGTH_MIN = HEAD + WideAead.NONCE_BYTES + Aead.TAG_BYTES;

    /// Whether these bytes claim to be one; a plain value never does.
    static boolean isOne(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /// @throws SealException if it is none, cut short, or of a later version
    static Envelope parse(byte[] bytes) {
        if (!isOne(bytes) || bytes.length < LENGTH_MIN) {
            throw new SealException(SealException.Reason.DAMAGED, "not a sealed value");
        }
        var buffer = ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length);
        byte version = buffer.get();
        if (version != VERSION) {
            throw new SealException(
                    SealException.Reason.TOO_NEW, "sealed by another version (format " + version + "); run that one");
        }
        long keyId = buffer.getLong();
        byte[] nonce = new byte[WideAead.NONCE_BYTES];
        buffer.get(nonce);
        byte[] box = new byte[buffer.remaining()];
        buffer.get(box);
        return new Envelope(keyId, nonce, box);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEAD + nonce.length + box.length)
                .put(MAGIC)
                .put(VERSION)
                .putLong(keyId)
                .put(nonce)
                .put(box)
                .array();
    }
}
