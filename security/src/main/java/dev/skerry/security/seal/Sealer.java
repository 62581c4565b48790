// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// Seals values with the newest key of a ring and opens what any of its keys has sealed.
///
/// What is sealed is bound to its place: the name of the place, the version of the format and the id of the key
/// are authenticated with it, so a value that was moved under another name does not open. Not prevented: putting
/// an older sealed value back at its own place; whoever can write the database can do that.
public final class Sealer {
    private static final byte[] PURPOSE = "skerry seal 1\0".getBytes(UTF_8);

    private Sealer() {}

    /// Whether a value is sealed. A plain one of ours never looks so.
    public static boolean isSealed(byte[] value) {
        return Envelope.isOne(value);
    }

    /// The id of the key that sealed a value.
    ///
    /// @throws SealException if it is not sealed, or cut short
    public static long keyId(byte[] sealed) {
        return Envelope.parse(sealed).keyId();
    }

    /// @param place where the value will lie
    public static byte[] seal(KeyRing ring, String place, byte[] plain, RandomGenerator random) {
        RingKey key = ring.active();
        byte[] nonce = new byte[WideAead.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] box = key.secret().aead().encrypt(nonce, associated(key.id(), place), plain);
        return new Envelope(key.id(), nonce, box).bytes();
    }

    /// @param place where the value lies
    /// @throws SealException if it cannot be opened, with the reason
    public static byte[] open(KeyRing ring, String place, byte[] sealed) {
        Envelope envelope = Envelope.parse(sealed);
        RingKey key = ring.find(envelope.keyId())
                .orElseThrow(() -> new SealException(
                        SealException.Reason.UNKNOWN_KEY,
                        "sealed with the key " + java.util.HexFormat.of().toHexDigits(envelope.keyId())
                                + ", which is not in the ring"));
        return key.secret().aead().decrypt(envelope.nonce(), associated(key.id(), place), envelope.box());
    }

    private static byte[] associated(long keyId, String place) {
        byte[] name = place.getBytes(UTF_8);
        return ByteBuffer.allocate(PURPOSE.length + Long.BYTES + name.length)
                .put(PURPOSE)
                .putLong(keyId)
                .put(name)
                .array();
    }
}
