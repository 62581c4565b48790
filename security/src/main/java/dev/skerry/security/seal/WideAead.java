// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// XAES-256-GCM (C2SP): AES-256-GCM under a key that is derived, with AES-CMAC as in NIST SP 800-108, from the
/// first half of a nonce of 24 bytes; the second half is the nonce below it.
///
/// So nonces can be drawn at random without counting: after 2^80 values under one key two would be the same with
/// a chance of one in 2^32, where plain AES-GCM allows 2^32 values. A machine that is set back to an old disk,
/// or three servers that share a key, need not agree on anything.
final class WideAead {
    static final int NONCE_BYTES = 24;

    private static final int BLOCK = 16;
    private static final int HALF = NONCE_BYTES / 2;

    private final byte[] key;

    /// The first subkey of CMAC: the messages below are whole blocks, so the second is never needed.
    private final byte[] subkey;

    WideAead(byte[] key) {
        this.key = key.clone();
        this.subkey = doubled(block(cipher(), new byte[BLOCK]));
    }

    byte[] encrypt(byte[] nonce, byte[] associated, byte[] plain) {
        return Aead.encrypt(derived(nonce), Arrays.copyOfRange(nonce, HALF, NONCE_BYTES), associated, plain);
    }

    /// @throws SealException if it was not encrypted so
    byte[] decrypt(byte[] nonce, byte[] associated, byte[] box) {
        return Aead.decrypt(derived(nonce), Arrays.copyOfRange(nonce, HALF, NONCE_BYTES), associated, box);
    }

    private byte[] derived(byte[] nonce) {
        Cipher cipher = cipher();
        byte[] derived = new byte[Aead.KEY_BYTES];
        for (int half = 0; half < 2; half++) {
            byte[] message = new byte[BLOCK];
            message[1] = (byte) (half + 1);
            message[2] = 'X';
            System.arraycopy(nonce, 0, message, 4, HALF);
            for (int i = 0; i < BLOCK; i++) {
                message[i] ^= subkey[i];
            }
            System.arraycopy(block(cipher, message), 0, derived, half * BLOCK, BLOCK);
        }
        return derived;
    }

    private Cipher cipher() {
        try {
            // One block at a time: this is the bare permutation that CMAC is made of.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no AES", impossible);
        }
    }

    private static byte[] block(Cipher cipher, byte[] block) {
        try {
            return cipher.doFinal(block);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES of one block", impossible);
        }
    }

    /// Times two in the field of 2^128.
    private static byte[] doubled(byte[] value) {
        byte[] doubled = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int unsigned = Byte.toUnsignedInt(value[i]);
            doubled[i] = (byte) (unsigned << 1 | carry);
            carry = unsigned >>> 7;
        }
        doubled[BLOCK - 1] ^= (byte) (0x87 * carry);
        return doubled;
    }
}
