// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import dev.skerry.foundation.time.Clock;
import dev.skerry.security.identity.Identity;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Signs certificates. One authority signs everything in a cluster: the server's certificate, those of
/// people and those of nodes; what a certificate is good for is written in it.
public final class CertificateAuthority {
    /// An authority outlives the machines; changing it means visiting them.
    public static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    /// Servers and administrators: renewed by the server itself at two thirds, so the length only says
    /// how long a server may be switched off without its clients noticing.
    public static final Duration LEAF_VALIDITY = Duration.ofDays(365);

    /// Nodes: renewed online from day 20 on. A node that was cut off for longer renews all the same, by
    /// its key; thirty days bound how long a stolen certificate works where nobody noticed the theft.
    public static final Duration NODE_VALIDITY = Duration.ofDays(30);

    /// Clocks of small machines run behind: a certificate is good from a while before it was made.
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final Set<CertificateUsage> SERVER =
            Set.of(CertificateUsage.DIGITAL_SIGNATURE, CertificateUsage.SERVER_AUTHENTICATION);
    private static final Set<CertificateUsage> CLIENT =
            Set.of(CertificateUsage.DIGITAL_SIGNATURE, CertificateUsage.CLIENT_AUTHENTICATION);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final Clock clock;

    /// @throws PkiException if the key is not the certificate's
    public CertificateAuthority(Credential credential, Clock clock) {
        this.certificate = credential.certificate();
        this.key = credential.key();
        this.clock = clock;
        if (certificate.getBasicConstraints() < 0) {
            throw new PkiException(
                    "the certificate of " + certificate.getSubjectX500Principal() + " is not one of an authority");
        }
    }

    /// Makes an authority of its own.
    public static Credential create(String commonName, Clock clock) {
        KeyPair keys = Keys.generate();
        var subject = DistinguishedName.of(commonName);
        Instant from = clock.now().minus(CLOCK_SKEW);
        var template = new CertificateTemplate(
                subject,
                keys.getPublic(),
                Set.of(
                        CertificateUsage.DIGITAL_SIGNATURE,
                        CertificateUsage.CERTIFICATE_SIGNING,
                        CertificateUsage.LIST_SIGNING),
                List.of(),
                from,
                from.plus(AUTHORITY_VALIDITY));
        return new Credential(keys.getPrivate(), List.of(sign(template, subject, keys.getPublic(), keys.getPrivate())));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /// A certificate for a server with these names. The chain carries the authority too, so that a node
    /// that knows only its fingerprint can check it before it sends its token.
    public Credential issueServer(String commonName, List<SubjectName> names) {
        KeyPair keys = Keys.generate();
        var leaf = issue(DistinguishedName.of(commonName), keys.getPublic(), SERVER, names, LEAF_VALIDITY);
        return new Credential(keys.getPrivate(), List.of(leaf, certificate));
    }

    /// A certificate for a member of a cluster of equals, which serves the others and is shown to them.
    public Credential issueMember(String commonName, List<SubjectName> names) {
        KeyPair keys = Keys.generate();
        var usages = EnumSet.copyOf(SERVER);
        usages.addAll(CLIENT);
        var leaf = issue(DistinguishedName.of(commonName), keys.getPublic(), usages, names, LEAF_VALIDITY);
        return new Credential(keys.getPrivate(), List.of(leaf, certificate));
    }

    /// A certificate for a person: common name is the user, organisations are the groups.
    public Credential issueClient(DistinguishedName subject, Duration validity) {
        KeyPair keys = Keys.generateForPeople();
        var leaf = issue(subject, keys.getPublic(), CLIENT, List.of(), validity);
        return new Credential(keys.getPrivate(), List.of(leaf));
    }

    /// A certificate for a client that made its own key. What the request says of its subject is not
    /// looked at: the caller has decided who this is.
    public X509Certificate issueClient(CertificateRequest request, DistinguishedName subject, Duration validity) {
        return issue(subject, request.key(), CLIENT, List.of(), validity);
    }

    /// A certificate as the request wishes: the caller has looked at its subject and names and found them
    /// right.
    public X509Certificate issueAsWished(CertificateRequest request, Set<CertificateUsage> usages, Duration validity) {
        return issue(request.subject(), request.key(), usages, request.names(), validity);
    }

    /// A certificate that makes the holder of the request's key the node of this name.
    public X509Certificate issueNode(CertificateRequest request, String nodeName, Duration validity) {
        var subject = DistinguishedName.of(Identity.NODE_PREFIX + nodeName, Identity.GROUP_NODES);
        return issueClient(request, subject, validity);
    }

    /// Whether this authority signed the certificate, be it expired or not. Renewal by a node that was
    /// away for long asks this; everybody else asks [TrustedAuthorities].
    public boolean hasSigned(X509Certificate other) {
        try {
            other.verify(certificate.getPublicKey());
            return other.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        } catch (GeneralSecurityException _) {
            // Signed by another key, or in a form that we do not read: not ours.
            return false;
        }
    }

    private X509Certificate issue(
            DistinguishedName subject,
            PublicKey holder,
            Set<CertificateUsage> usages,
            List<SubjectName> names,
            Duration validity) {
        Instant now = clock.now();
        // A leaf that outlives its authority would fail for a reason that nobody looks for.
        Instant until = min(now.plus(validity), certificate.getNotAfter().toInstant());
        var template = new CertificateTemplate(subject, holder, usages, names, now.minus(CLOCK_SKEW), until);
        return sign(template, Certificates.subject(certificate), certificate.getPublicKey(), key);
    }

    private static X509Certificate sign(
            CertificateTemplate template, DistinguishedName issuer, PublicKey issuerKey, PrivateKey issuerSecret) {
        var algorithm = SignatureAlgorithm.forKey(issuerSecret);
        byte[] content = template.encode(serial(), issuer, issuerKey, algorithm);
        byte[] signature = algorithm.sign(issuerSecret, content);
        return Certificates.decode(Der.sequence(content, algorithm.identifier(), Der.bits(signature)));
    }

    /// Positive and of 127 random bits, so that nobody can foresee what will be signed.
    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(126);
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
