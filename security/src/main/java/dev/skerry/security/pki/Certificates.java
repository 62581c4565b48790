// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/// What we ask of certificates besides what the JDK answers.
public final class Certificates {
    private Certificates() {}

    /// @throws PkiException if the bytes are no certificate
    public static X509Certificate decode(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new PkiException("not an X.509 certificate", e);
        }
    }

    public static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new PkiException("cannot encode a certificate", e);
        }
    }

    /// What a join token pins: SHA-256 of the whole certificate, in lower-case hex.
    public static String fingerprint(X509Certificate certificate) {
        return HexFormat.of().formatHex(sha256(encoded(certificate)));
    }

    /// What the server keeps of a node's key, so that the node can renew after its certificate has
    /// expired: SHA-256 of the public key (SubjectPublicKeyInfo), in lower-case hex.
    public static String keyFingerprint(PublicKey key) {
        return HexFormat.of().formatHex(sha256(key.getEncoded()));
    }

    /// Two thirds of the life of a certificate: from here on it is renewed, which leaves a third for
    /// renewals that fail.
    public static Instant renewalTime(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        return from.plus(Duration.between(from, until).multipliedBy(2).dividedBy(3));
    }

    /// The common name and the organisations of the holder.
    public static DistinguishedName subject(X509Certificate certificate) {
        return DistinguishedName.decode(certificate.getSubjectX500Principal().getEncoded());
    }

    /// The names that a server's certificate is good for; none for others.
    public static List<SubjectName> names(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(CertificateTemplate.ALTERNATIVE_NAMES);
        return extension == null
                ? List.of()
                : SubjectName.decodeAll(DerReader.over(extension).content(Der.OCTET_STRING));
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
