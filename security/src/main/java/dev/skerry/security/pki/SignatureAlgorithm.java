// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;

/// The signature algorithms that we accept on requests, and the two that we sign with. SHA-1 is not
/// among them.
enum SignatureAlgorithm {
    ECDSA_SHA256("1.2.840.10045.4.3.2", "SHA256withECDSA"),
    ECDSA_SHA384("1.2.840.10045.4.3.3", "SHA384withECDSA"),
    ECDSA_SHA512("1.2.840.10045.4.3.4", "SHA512withECDSA"),
    RSA_SHA256("1.2.840.113549.1.1.11", "SHA256withRSA"),
    RSA_SHA384("1.2.840.113549.1.1.12", "SHA384withRSA"),
    RSA_SHA512("1.2.840.113549.1.1.13", "SHA512withRSA"),
    ED25519("1.3.101.112", "Ed25519");

    private final String oid;
    private final String javaName;

    SignatureAlgorithm(String oid, String javaName) {
        this.oid = oid;
        this.javaName = javaName;
    }

    static SignatureAlgorithm of(String oid) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.oid.equals(oid))
                .findFirst()
                .orElseThrow(() -> new PkiException("the signature algorithm " + oid + " is not supported"));
    }

    /// What we sign with when we hold this key.
    static SignatureAlgorithm forKey(PrivateKey key) {
        return switch (key) {
            case ECKey _ -> ECDSA_SHA256;
            case RSAKey _ -> RSA_SHA256;
            default -> ED25519;
        };
    }

    /// The AlgorithmIdentifier; RSA demands an explicit NULL for its parameters.
    byte[] identifier() {
        return javaName.endsWith("RSA") ? Der.sequence(Der.oid(oid), Der.element(0x05)) : Der.sequence(Der.oid(oid));
    }

    byte[] sign(PrivateKey key, byte[] content) {
        try {
            var signature = Signature.getInstance(javaName);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot sign with a key of algorithm " + key.getAlgorithm(), e);
        }
    }

    boolean verifies(PublicKey key, byte[] content, byte[] signed) {
        try {
            var signature = Signature.getInstance(javaName);
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            // A signature of the wrong form or for another kind of key verifies nothing.
            return false;
        }
    }
}
