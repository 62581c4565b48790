// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// One key with which values are sealed.
///
/// @param id by which a sealed value names it; drawn at random, so that two servers cannot give one out twice
/// @param made when it was made
public record RingKey(long id, Instant made, Secret secret) {
    /// Its bytes, kept out of every text.
    public static final class Secret {
        private final byte[] bytes;
        private final WideAead aead;

        Secret(byte[] bytes) {
            if (bytes.length != Aead.KEY_BYTES) {
                throw new SealException(SealException.Reason.DAMAGED, "a key of " + bytes.length + " bytes");
            }
            this.bytes = bytes.clone();
            this.aead = new WideAead(bytes);
        }

        byte[] bytes() {
            return bytes.clone();
        }

        WideAead aead() {
            return aead;
        }

        @Override
        public String toString() {
            return "…";
        }
    }

    static RingKey create(RandomGenerator random, Instant made) {
        byte[] bytes = new byte[Aead.KEY_BYTES];
        random.nextBytes(bytes);
        return new RingKey(random.nextLong(), made, new Secret(bytes));
    }

    /// The id as people see it.
    public String name() {
        return HexFormat.of().toHexDigits(id);
    }
}
