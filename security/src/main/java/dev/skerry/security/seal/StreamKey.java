// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// The key of one long text that is encrypted piece by piece and used for nothing else, so that its pieces can be
/// counted: piece number and whether it is the last are the nonce. A piece that is missing, moved, doubled or cut
/// off at the end does not open.
public final class StreamKey {
    /// Plain bytes of a piece; the last may have fewer, also none.
    static final int PIECE_BYTES = 64 << 10;

    private final byte[] key;
    private final byte[] context;

    private StreamKey(byte[] key, byte[] context) {
        this.key = key;
        this.context = context.clone();
    }

    /// The bytes of a fresh key, for wrapping; [#of] makes the key of them.
    public static byte[] create(RandomGenerator random) {
        byte[] key = new byte[Aead.KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    /// @param context what stands before the text and must not be changed either
    public static StreamKey of(byte[] key, byte[] context) {
        if (key.length != Aead.KEY_BYTES) {
            throw new SealException(SealException.Reason.DAMAGED, "a key of " + key.length + " bytes");
        }
        return new StreamKey(key.clone(), context);
    }

    byte[] encrypt(long piece, boolean isLast, byte[] plain) {
        return Aead.encrypt(key, nonce(piece, isLast), context, plain);
    }

    byte[] decrypt(long piece, boolean isLast, byte[] box) {
        return Aead.decrypt(key, nonce(piece, isLast), context, box);
    }

    private static byte[] nonce(long piece, boolean isLast) {
        return ByteBuffer.allocate(Aead.NONCE_BYTES)
                .putInt(isLast ? 1 : 0)
                .putLong(piece)
                .array();
    }
}
