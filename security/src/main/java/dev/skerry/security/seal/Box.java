// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// A small text that is encrypted with one key: a nonce, then what AES-GCM makes of it.
final class Box {
    private Box() {}

    static String close(byte[] key, byte[] associated, byte[] plain, RandomGenerator random) {
        byte[] nonce = new byte[WideAead.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] box = new WideAead(key).encrypt(nonce, associated, plain);
        byte[] both = Arrays.copyOf(nonce, nonce.length + box.length);
        System.arraycopy(box, 0, both, nonce.length, box.length);
        return Base64.getEncoder().encodeToString(both);
    }

    /// @throws SealException if it was not closed so
    static byte[] open(byte[] key, byte[] associated, String text) {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new SealException(SealException.Reason.DAMAGED, "not base64");
        }
        if (both.length < WideAead.NONCE_BYTES) {
            throw new SealException(SealException.Reason.DAMAGED, "too short to be sealed");
        }
        byte[] nonce = Arrays.copyOf(both, WideAead.NONCE_BYTES);
        return new WideAead(key)
                .decrypt(nonce, associated, Arrays.copyOfRange(both, WideAead.NONCE_BYTES, both.length));
    }
}
