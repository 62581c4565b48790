// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.seal;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM as NIST SP 800-38D describes it: nonces of twelve bytes, tags of sixteen behind the text. A nonce
/// must never come twice under one key; whoever calls this says why it does not.
final class Aead {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private Aead() {}

    static byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plain);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no AES-GCM", impossible);
        }
    }

    /// @throws SealException if it was not encrypted so
    static byte[] decrypt(byte[] key, byte[] nonce, byte[] associated, byte[] box) {
        if (box.length < TAG_BYTES) {
            throw new SealException(SealException.Reason.DAMAGED, "too short to be sealed");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(box);
        } catch (AEADBadTagException _) {
            throw new SealException(SealException.Reason.DAMAGED, "the seal is broken");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no AES-GCM", impossible);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        if (key.length != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new InvalidAlgorithmParameterException("a key of " + key.length + ", a nonce of " + nonce.length);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }
}
