// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.security.token.ServiceAccountTokens.Verification;
import java.security.SecureRandom;
import java.util.List;

/// What says who is there: requests for certificates, PEM files, tokens. No input that the fuzzer makes up may
/// pass for proof.
final class IdentityDecoders {
    private static final List<String> AUDIENCE = List.of(ServiceAccountTokens.ISSUER);

    private IdentityDecoders() {}

    static List<Decoder> all() {
        var keys = Keys.generate();
        var authority = CertificateAuthority.create("ca", SystemClock.CLOCK);
        String request =
                CertificateRequest.create(keys, DistinguishedName.of("a", "b"), List.of(SubjectName.parse("c.d")));
        String token =
                JoinToken.create(authority.certificate(), new SecureRandom()).format();
        // Keys that signed nothing: whatever verifies was forged.
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        return List.of(
                Decoder.ofText("certificate-request", PkiException.class, CertificateRequest::parse, request),
                new Decoder(
                        "certificate-request-der",
                        List.of(PkiException.class),
                        List.of(Pem.readFirst(Pem.CERTIFICATE_REQUEST, request)),
                        input -> CertificateRequest.parse(Pem.write(Pem.CERTIFICATE_REQUEST, input))),
                Decoder.ofText("pem", PkiException.class, Pem::readCertificates, authority.toPem()),
                Decoder.ofText(
                        "join-token",
                        MalformedTokenException.class,
                        text -> Decoders.requireSame(
                                JoinToken.parse(text),
                                JoinToken.parse(JoinToken.parse(text).format())),
                        token),
                Decoder.ofText(
                        "service-account-token",
                        MalformedTokenException.class,
                        text -> requireRefused(tokens.verify(text, AUDIENCE)),
                        "eyJhbGciOiJFUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJhIiwic3ViIjoiYiIsImV4cCI6OTk5OTk5OTk5OX0.AAAA"));
    }

    private static void requireRefused(Verification verification) {
        if (verification instanceof Verification.Valid) {
            throw new IllegalStateException("a token that nobody signed was believed");
        }
    }
}
