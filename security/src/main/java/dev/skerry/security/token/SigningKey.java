// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.token;

import dev.skerry.foundation.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/// A key that signs tokens (P-256 as ES256, or RSA as RS256), with the identifier that tokens carry.
public final class SigningKey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int P256_BYTES = 32;

    private final PrivateKey secret;
    private final PublicKey open;
    private final String id;

    public SigningKey(KeyPair keys) {
        this.secret = keys.getPrivate();
        this.open = keys.getPublic();
        if (!(open instanceof ECPublicKey || open instanceof RSAPublicKey)) {
            throw new IllegalArgumentException("tokens cannot be signed with a key of " + open.getAlgorithm());
        }
        this.id = BASE64.encodeToString(sha256(open.getEncoded()));
    }

    /// The `kid`: base64url of SHA-256 of the public key.
    public String id() {
        return id;
    }

    /// The `alg`.
    public String algorithm() {
        return open instanceof ECPublicKey ? "ES256" : "RS256";
    }

    byte[] sign(String content) {
        try {
            var signature = Signature.getInstance(javaAlgorithm());
            signature.initSign(secret);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
    }

    boolean verifies(String content, byte[] signed) {
        try {
            var signature = Signature.getInstance(javaAlgorithm());
            signature.initVerify(open);
            signature.update(content.getBytes(StandardCharsets.UTF_8));
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            // A signature of the wrong length verifies nothing.
            return false;
        }
    }

    /// The public key as a JSON Web Key.
    public JsonObject toJwk() {
        var key = JsonObject.builder().put("use", "sig");
        switch (open) {
            case ECPublicKey ec ->
                key.put("kty", "EC")
                        .put("kid", id)
                        .put("crv", "P-256")
                        .put("alg", algorithm())
                        .put("x", number(ec.getW().getAffineX(), P256_BYTES))
                        .put("y", number(ec.getW().getAffineY(), P256_BYTES));
            case RSAPublicKey rsa ->
                key.put("kty", "RSA")
                        .put("kid", id)
                        .put("alg", algorithm())
                        .put("n", number(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8))
                        .put("e", number(rsa.getPublicExponent(), 3));
            default -> throw new IllegalStateException("the constructor lets no other key in");
        }
        return key.build();
    }

    private String javaAlgorithm() {
        // Tokens carry the two numbers of an elliptic signature side by side, not as DER.
        return open instanceof ECPublicKey ? "SHA256withECDSAinP1363Format" : "SHA256withRSA";
    }

    /// A positive number in exactly so many bytes, big end first.
    private static String number(BigInteger value, int length) {
        byte[] signed = value.toByteArray();
        byte[] fixed = new byte[length];
        int copied = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - copied, fixed, length - copied, copied);
        return BASE64.encodeToString(fixed);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
