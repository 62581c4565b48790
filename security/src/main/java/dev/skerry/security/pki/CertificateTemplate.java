// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All that a certificate says, before it is signed.
///
/// @param usages what its holder may do with it; whoever may sign certificates is an authority
/// @param names what a server is called; empty for clients and authorities
record CertificateTemplate(
        DistinguishedName subject,
        PublicKey key,
        Set<CertificateUsage> usages,
        List<SubjectName> names,
        Instant notBefore,
        Instant notAfter) {

    static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    CertificateTemplate {
        usages = EnumSet.copyOf(usages);
        names = List.copyOf(names);
    }

    /// The part that is signed (TBSCertificate).
    byte[] encode(BigInteger serial, DistinguishedName issuer, PublicKey issuerKey, SignatureAlgorithm algorithm) {
        return Der.sequence(
                Der.element(Der.constructedContext(0), Der.integer(BigInteger.TWO)),
                Der.integer(serial),
                algorithm.identifier(),
                issuer.encode(),
                Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                subject.encode(),
                key.getEncoded(),
                Der.element(Der.constructedContext(3), Der.sequence(extensions(issuerKey))));
    }

    private byte[][] extensions(PublicKey issuerKey) {
        var extensions = new ArrayList<byte[]>();
        boolean isAuthority = usages.contains(CertificateUsage.CERTIFICATE_SIGNING);
        extensions.add(critical(BASIC_CONSTRAINTS, isAuthority ? Der.sequence(Der.isTrue()) : Der.sequence()));
        int[] bits = usages.stream()
                .filter(CertificateUsage::isBasic)
                .mapToInt(CertificateUsage::bit)
                .toArray();
        if (bits.length > 0) {
            extensions.add(critical(KEY_USAGE, Der.namedBits(bits)));
        }
        byte[][] extended = usages.stream()
                .filter(usage -> !usage.isBasic())
                .map(usage -> Der.oid(usage.oid()))
                .toArray(byte[][]::new);
        if (extended.length > 0) {
            extensions.add(extension(EXTENDED_KEY_USAGE, Der.sequence(extended)));
        }
        extensions.add(extension(SUBJECT_KEY, Der.octets(keyIdentifier(key))));
        extensions.add(extension(AUTHORITY_KEY, Der.sequence(Der.element(Der.context(0), keyIdentifier(issuerKey)))));
        if (!names.isEmpty()) {
            extensions.add(alternativeNames(names));
        }
        return extensions.toArray(byte[][]::new);
    }

    static byte[] alternativeNames(List<SubjectName> names) {
        return extension(
                ALTERNATIVE_NAMES,
                Der.sequence(names.stream().map(SubjectName::encode).toArray(byte[][]::new)));
    }

    /// Twenty bytes that name a key (RFC 7093, method 1): truncated SHA-256 instead of SHA-1.
    private static byte[] keyIdentifier(PublicKey key) {
        return Arrays.copyOf(Certificates.sha256(key.getEncoded()), 20);
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.isTrue(), Der.octets(value));
    }
}
