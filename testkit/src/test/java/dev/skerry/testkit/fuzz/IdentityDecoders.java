// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.fuzz;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.security.token.ServiceAccountTokens.Verification;
import java.util.List;

/// What says who is there: requests for certificates, PEM files, tokens. No input that the fuzzer makes up may
/// pass for proof.
final class IdentityDecoders {
    private static final List<String> AUDIENCE = List.of(ServiceAccountTokens.ISSUER);

    /// Written down, not made: the same search begins at the same place.
    private static final String REQUEST = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIH0MIGbAgEAMBgxCjAIBgNVBAoMAWIxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIB
            BggqhkjOPQMBBwNCAATBtOdHml0ku0NsCZFI6ElAncO38zGzQ92qLIYEk7oa/Scg
            Xbbb+KC+JvSiMiNPTNlJH3E3OCV3Co/C/CZo5rP5oCEwHwYJKoZIhvcNAQkOMRIw
            EDAOBgNVHREEBzAFggNjLmQwCgYIKoZIzj0EAwIDSAAwRQIgZ5xAeqyUzkCxZfJl
            KC1CKYADxBd2dz70EpIR2hzDERECIQCruwU6ieYP6s+ELAX66JiuWCUhZjcR8/yD
            a58Ij2Uwyg==
            -----END CERTIFICATE REQUEST-----
            """;

    private static final String AUTHORITY = """
            -----BEGIN CERTIFICATE-----
            MIIBcTCCARegAwIBAgIUc/dwTZSAmNYE3WjOanXkLbQZi2owCgYIKoZIzj0EAwIw
            DTELMAkGA1UEAwwCY2EwIBcNMjYxMTI2MTM1MzE5WhgPMjEyNjExMDIxMzUzMTla
            MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERpyqoj2N
            YAbMRY3Wh/znEu+sFb10JZL78FXQOq/faBz5jbcUF+x9BE4zNWtR5U6en9Ykt6an
            Tw9Rm7Au1fDLcqNTMFEwHQYDVR0OBBYEFHP5FXH6IoweoBfPxBLkrHA1u96sMB8G
            A1UdIwQYMBaAFHP5FXH6IoweoBfPxBLkrHA1u96sMA8GA1UdEwEB/wQFMAMBAf8w
            CgYIKoZIzj0EAwIDSAAwRQIgJVnQJzRfLvJiGBzRW2yT9hC4dB+lMICGzA9zw2Yl
            NiQCIQDqoPsOxAFle8Q+KGx7qrNL5sTpSGn2Hj2L6QnUs4GnKw==
            -----END CERTIFICATE-----
            """;

    private static final String JOIN_TOKEN = "K10" + "0123456789abcdef".repeat(4) + "::abcdef.0123456789abcdef";

    private IdentityDecoders() {}

    static List<Decoder> all() {
        // Keys that signed nothing: whatever verifies was forged.
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        return List.of(
                Decoder.ofText("certificate-request", PkiException.class, CertificateRequest::parse, REQUEST),
                new Decoder(
                        "certificate-request-der",
                        List.of(PkiException.class),
                        List.of(Pem.readFirst(Pem.CERTIFICATE_REQUEST, REQUEST)),
                        input -> CertificateRequest.parse(Pem.write(Pem.CERTIFICATE_REQUEST, input))),
                Decoder.ofText("pem", PkiException.class, Pem::readCertificates, AUTHORITY),
                Decoder.ofText(
                        "join-token",
                        MalformedTokenException.class,
                        text -> Decoders.requireSame(
                                JoinToken.parse(text),
                                JoinToken.parse(JoinToken.parse(text).format())),
                        JOIN_TOKEN),
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
