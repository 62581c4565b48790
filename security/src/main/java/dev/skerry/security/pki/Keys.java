// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// Makes, reads and tries keys. Ours are on the curve P-256: small on the wire and quick to sign with.
/// RSA keys are read too, for people who bring their own CA.
public final class Keys {
    private static final String EC_KEY = "1.2.840.10045.2.1";
    private static final String RSA_KEY = "1.2.840.113549.1.1.1";
    private static final String ED25519_KEY = "1.3.101.112";

    private Keys() {}

    public static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /// An RSA key, for people: widely used clients (fabric8's among them) read no key on a curve without a
    /// further library, and an administrator's kubeconfig must work with all.
    static KeyPair generateForPeople() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /// PKCS#8, not encrypted: the file's mode protects it.
    public static String toPem(PrivateKey key) {
        return Pem.write(Pem.PRIVATE_KEY, key.getEncoded());
    }

    /// @throws PkiException if the bytes are no PKCS#8 key of a kind we know
    public static PrivateKey decodePrivate(byte[] pkcs8) {
        var reader = DerReader.over(pkcs8).enter(Der.SEQUENCE);
        reader.integer();
        String algorithm = algorithm(reader.enter(Der.SEQUENCE).oid());
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new PkiException("not a private key", e);
        }
    }

    /// @param info a SubjectPublicKeyInfo
    /// @throws PkiException if the bytes are no public key of a kind we know
    public static PublicKey decodePublic(byte[] info) {
        String algorithm = algorithm(
                DerReader.over(info).enter(Der.SEQUENCE).enter(Der.SEQUENCE).oid());
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info));
        } catch (GeneralSecurityException e) {
            throw new PkiException("not a public key", e);
        }
    }

    /// Whether the two belong together: what one signs, the other verifies.
    public static boolean match(PrivateKey secret, PublicKey open) {
        byte[] probe = "does this key belong to that one".getBytes(StandardCharsets.US_ASCII);
        var algorithm = SignatureAlgorithm.forKey(secret);
        return algorithm.verifies(open, probe, algorithm.sign(secret, probe));
    }

    private static String algorithm(String oid) {
        return switch (oid) {
            case EC_KEY -> "EC";
            case RSA_KEY -> "RSA";
            case ED25519_KEY -> "Ed25519";
            default -> throw new PkiException("keys of algorithm " + oid + " are not supported");
        };
    }
}
