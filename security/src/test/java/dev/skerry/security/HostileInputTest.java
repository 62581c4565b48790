// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.PkiException;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.token.BoundObject;
import dev.skerry.security.token.JoinToken;
import dev.skerry.security.token.MalformedTokenException;
import dev.skerry.security.token.ServiceAccountTokens;
import dev.skerry.security.token.ServiceAccountTokens.Verification;
import dev.skerry.security.token.ServiceAccountTokens.Wish;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Readers of foreign input refuse what is wrong with their one exception, take no time and no memory for
/// it, and never take damaged proof for good. Each round's seed is in the failure's message: it is the
/// test that fails again.
class HostileInputTest {
    private static final int ROUNDS = 4_000;
    private static final List<String> AUDIENCE = List.of(ServiceAccountTokens.ISSUER);

    private final Credential authority = CertificateAuthority.create("ca", SystemClock.CLOCK);

    @Test
    void damagedCertificateRequestsAreRefused() {
        var keys = Keys.generate();
        String pem = CertificateRequest.create(
                keys,
                DistinguishedName.of("jane", "devs"),
                List.of(SubjectName.parse("a.b"), SubjectName.parse("::1")));
        byte[] der = Pem.readFirst(Pem.CERTIFICATE_REQUEST, pem);
        damage(der, wounded -> {
            var request = CertificateRequest.parse(Pem.write(Pem.CERTIFICATE_REQUEST, wounded));
            // Whatever got through must still be signed by the key that it names.
            assertThat(request.key()).isEqualTo(keys.getPublic());
            assertThat(request.subject()).isEqualTo(DistinguishedName.of("jane", "devs"));
        });
    }

    @Test
    void damagedPemIsRefused() {
        damage(authority.toPem().getBytes(StandardCharsets.ISO_8859_1), wounded -> {
            var credential = Credential.parse(new String(wounded, StandardCharsets.ISO_8859_1));
            assertThat(credential.certificate().getPublicKey())
                    .isEqualTo(authority.certificate().getPublicKey());
        });
    }

    @Test
    void damagedKeysAreRefused() {
        damage(authority.key().getEncoded(), Keys::decodePrivate);
        damage(authority.certificate().getPublicKey().getEncoded(), Keys::decodePublic);
    }

    @Test
    void damagedCertificatesAreRefused() {
        var issuer = new CertificateAuthority(authority, SystemClock.CLOCK);
        var leaf = issuer.issueServer("x", List.of(SubjectName.parse("10.0.0.1"), SubjectName.parse("a.b")));
        byte[] der = Certificates.encoded(leaf.certificate());
        damage(der, wounded -> {
            var certificate = Certificates.decode(wounded);
            if (issuer.hasSigned(certificate)) {
                assertThat(Certificates.subject(certificate)).isEqualTo(DistinguishedName.of("x"));
            } else {
                Certificates.subject(certificate);
            }
            Certificates.names(certificate);
        });
    }

    @Test
    void damagedTokensAreNeverValid() {
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        var none = BoundObject.NONE;
        String token = tokens.issue(new Wish("ns", new BoundObject("sa", "u"), none, none, none, List.of(), 600))
                .token();
        String signed = token.substring(0, token.lastIndexOf('.'));
        damage(token.getBytes(StandardCharsets.US_ASCII), wounded -> {
            String text = new String(wounded, StandardCharsets.ISO_8859_1);
            boolean isValid = tokens.verify(text, AUDIENCE) instanceof Verification.Valid;
            // Base64 has a few spellings of one signature; what is signed must be as it was.
            assertThat(isValid && !text.startsWith(signed + ".")).isFalse();
        });
    }

    @Test
    void damagedJoinTokensAreRefusedOrAnother() {
        var token = JoinToken.create(authority.certificate(), new SecureRandom());
        damage(token.format().getBytes(StandardCharsets.US_ASCII), wounded -> {
            try {
                var read = JoinToken.parse(new String(wounded, StandardCharsets.ISO_8859_1));
                assertThat(read.format()).isEqualTo(new String(wounded, StandardCharsets.ISO_8859_1).strip());
            } catch (MalformedTokenException _) {
                // The usual end.
            }
        });
    }

    @Test
    void bombsCostNothing() {
        String deep = "30840fffffff".repeat(2_000);
        String longName = "-----BEGIN " + "A".repeat(1_000_000);
        String manyBlocks = "-----BEGIN X-----\n-----END X-----\n".repeat(100_000);
        String dots = ".".repeat(1_000_000);
        var tokens = new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), SystemClock.CLOCK);
        refused(() -> Keys.decodePublic(java.util.HexFormat.of().parseHex(deep)));
        refused(() -> Pem.read(longName));
        refused(() -> CertificateRequest.parse(manyBlocks));
        refused(() -> CertificateRequest.parse("-----BEGIN CERTIFICATE REQUEST-----\n".repeat(400)));
        refused(() -> SubjectName.parse("a".repeat(100_000)));
        assertThat(tokens.verify(dots, AUDIENCE)).isInstanceOf(Verification.Foreign.class);
        assertThat(tokens.verify("a." + "[".repeat(1_000_000) + ".c", AUDIENCE))
                .isInstanceOf(Verification.Foreign.class);
    }

    /// Runs the reader on damaged copies of a good input; only its own kind of refusal may come out.
    private static void damage(byte[] good, Consumer<byte[]> reader) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            byte[] wounded = new Mutations(new Random(seed)).wounded(good);
            try {
                reader.accept(wounded);
            } catch (PkiException _) {
                // Refused as it should be.
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }

    private static void refused(Runnable reading) {
        boolean isRefused;
        try {
            reading.run();
            isRefused = false;
        } catch (PkiException _) {
            isRefused = true;
        }
        assertThat(isRefused).isTrue();
    }
}
