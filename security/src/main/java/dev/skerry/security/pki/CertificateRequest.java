// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;

/// A PKCS#10 request for a certificate. Once parsed its signature has been verified: whoever made it
/// holds the private key. Everything else in it is only a wish of the sender.
///
/// A request sent twice by somebody who overheard it does no harm: the certificate that it gives is of
/// no use without the key.
public record CertificateRequest(DistinguishedName subject, List<SubjectName> names, PublicKey key) {
    /// Real requests are below 2 KB.
    private static final int SIZE_MAX = 16 * 1024;

    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

    public CertificateRequest {
        names = List.copyOf(names);
    }

    /// Makes the PEM text of a request.
    public static String create(KeyPair keys, DistinguishedName subject, List<SubjectName> names) {
        byte[] attributes = names.isEmpty() ? new byte[0] : extensionRequest(names);
        byte[] info = Der.sequence(
                Der.integer(BigInteger.ZERO),
                subject.encode(),
                keys.getPublic().getEncoded(),
                Der.element(Der.constructedContext(0), attributes));
        var algorithm = SignatureAlgorithm.forKey(keys.getPrivate());
        byte[] signature = algorithm.sign(keys.getPrivate(), info);
        return Pem.write(Pem.CERTIFICATE_REQUEST, Der.sequence(info, algorithm.identifier(), Der.bits(signature)));
    }

    /// @throws PkiException if the text is malformed, too long, or not signed by the key that it names
    public static CertificateRequest parse(String pem) {
        if (pem.length() > SIZE_MAX) {
            throw new PkiException("a certificate request of " + pem.length() + " characters is too long");
        }
        return decode(Pem.readFirst(Pem.CERTIFICATE_REQUEST, pem));
    }

    static CertificateRequest decode(byte[] der) {
        var outer = DerReader.over(der);
        var reader = outer.enter(Der.SEQUENCE);
        outer.end();
        byte[] info = reader.encoded();
        var algorithm = SignatureAlgorithm.of(reader.enter(Der.SEQUENCE).oid());
        byte[] signature = reader.bits();
        reader.end();
        var request = readInfo(DerReader.over(info).enter(Der.SEQUENCE));
        if (!algorithm.verifies(request.key, info, signature)) {
            throw new PkiException("the certificate request is not signed by its own key");
        }
        return request;
    }

    private static CertificateRequest readInfo(DerReader info) {
        if (info.integer().signum() != 0) {
            throw new PkiException("the certificate request has an unknown version");
        }
        var subject = DistinguishedName.read(info);
        var key = Keys.decodePublic(info.encoded());
        List<SubjectName> names = List.of();
        if (info.isNext(Der.constructedContext(0))) {
            var attributes = info.enter(Der.constructedContext(0));
            while (attributes.hasMore()) {
                var attribute = attributes.enter(Der.SEQUENCE);
                if (attribute.oid().equals(EXTENSION_REQUEST)) {
                    names = readNames(attribute.enter(Der.SET).enter(Der.SEQUENCE));
                }
            }
        }
        info.end();
        return new CertificateRequest(subject, names, key);
    }

    private static List<SubjectName> readNames(DerReader extensions) {
        while (extensions.hasMore()) {
            var extension = extensions.enter(Der.SEQUENCE);
            String oid = extension.oid();
            if (extension.isNext(Der.BOOLEAN)) {
                extension.encoded();
            }
            byte[] value = extension.content(Der.OCTET_STRING);
            if (oid.equals(CertificateTemplate.ALTERNATIVE_NAMES)) {
                return SubjectName.decodeAll(value);
            }
        }
        return List.of();
    }

    private static byte[] extensionRequest(List<SubjectName> names) {
        byte[] extensions = Der.sequence(CertificateTemplate.alternativeNames(names));
        return Der.sequence(Der.oid(EXTENSION_REQUEST), Der.element(Der.SET, extensions));
    }
}
