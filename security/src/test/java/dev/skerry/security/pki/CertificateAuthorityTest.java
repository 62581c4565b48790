// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.time.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JDK's own validator and openssl are the oracles for what we write by hand.
class CertificateAuthorityTest {
    private final Credential authority = CertificateAuthority.create("skerry-ca", SystemClock.CLOCK);
    private final CertificateAuthority issuer = new CertificateAuthority(authority, SystemClock.CLOCK);

    @TempDir
    Path folder;

    @Test
    void theJdkAcceptsAPathFromAuthorityToServer() throws Exception {
        var server = issuer.issueServer(
                "kube-apiserver", List.of(SubjectName.parse("plant.example"), SubjectName.parse("10.0.0.1")));
        validate(server.certificate());
        assertThat(server.certificate().getSubjectAlternativeNames())
                .contains(List.of(2, "plant.example"), List.of(7, "10.0.0.1"));
        assertThat(server.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.certificate().getKeyUsage()).startsWith(true, false);
        assertThat(authority.certificate().getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aNodeGetsTheNameThatTheIssuerDecidesAndKeepsItsKey() throws Exception {
        var keys = Keys.generate();
        String pem =
                CertificateRequest.create(keys, DistinguishedName.of("system:masters", "system:masters"), List.of());
        var certificate =
                issuer.issueNode(CertificateRequest.parse(pem), "plant-7", CertificateAuthority.NODE_VALIDITY);
        validate(certificate);
        assertThat(Certificates.subject(certificate))
                .isEqualTo(DistinguishedName.of("system:node:plant-7", "system:nodes"));
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(issuer.hasSigned(certificate)).isTrue();
    }

    @Test
    void opensslReadsAndVerifiesWhatWeWrite() throws Exception {
        var server = issuer.issueServer("kube-apiserver", List.of(SubjectName.parse("::1")));
        Files.writeString(folder.resolve("ca.pem"), Pem.write(authority.chain()));
        Files.writeString(folder.resolve("leaf.pem"), Pem.write(List.of(server.certificate())));
        Files.writeString(folder.resolve("leaf.key"), Keys.toPem(server.key()));
        Files.writeString(
                folder.resolve("request.pem"),
                CertificateRequest.create(
                        Keys.generate(), DistinguishedName.of("x", "y"), List.of(SubjectName.parse("a.b"))));
        assertThat(openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"))
                .contains("leaf.pem: OK");
        assertThat(openssl("pkey", "-in", "leaf.key", "-noout", "-check")).contains("Key is valid");
        assertThat(openssl("req", "-in", "request.pem", "-verify", "-noout", "-text"))
                // OpenSSL 3.0 puts spaces around the sign, 3.5 does not.
                .containsPattern("O ?= ?y, CN ?= ?x")
                .contains("DNS:a.b")
                .containsIgnoringCase("verify OK");
    }

    @Test
    void requestsThatOpensslMakesAreUnderstood() throws Exception {
        for (String[] key : List.of(
                new String[] {"ec", "-pkeyopt", "ec_paramgen_curve:P-256"},
                new String[] {"rsa:2048"},
                new String[] {"ed25519"})) {
            var command = new java.util.ArrayList<>(List.of("req", "-new", "-nodes", "-keyout", "k.pem", "-newkey"));
            command.addAll(List.of(key));
            command.addAll(List.of("-subj", "/O=devs/CN=jane", "-addext", "subjectAltName=DNS:x.y,IP:10.1.2.3"));
            command.addAll(List.of("-out", "r.pem"));
            openssl(command.toArray(String[]::new));
            var request = CertificateRequest.parse(Files.readString(folder.resolve("r.pem")));
            assertThat(request.subject()).isEqualTo(DistinguishedName.of("jane", "devs"));
            assertThat(request.names().toString()).isEqualTo("[x.y, 10.1.2.3]");
        }
    }

    @Test
    void aRequestThatWasTamperedWithIsRefused() {
        String pem = CertificateRequest.create(Keys.generate(), DistinguishedName.of("honest"), List.of());
        byte[] der = Pem.readFirst(Pem.CERTIFICATE_REQUEST, pem);
        int at = new String(der, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("honest");
        der[at] = 'H';
        assertThatThrownBy(() -> CertificateRequest.decode(der)).hasMessageContaining("not signed by its own key");
    }

    @Test
    void anotherAuthorityDidNotSignIt() {
        var other = new CertificateAuthority(
                CertificateAuthority.create("skerry-ca", SystemClock.CLOCK), SystemClock.CLOCK);
        var leaf = other.issueClient(DistinguishedName.of("eve"), Duration.ofDays(1));
        assertThat(issuer.hasSigned(leaf.certificate())).isFalse();
    }

    @Test
    void aLeafDoesNotOutliveItsAuthority() {
        var leaf = issuer.issueClient(DistinguishedName.of("x"), Duration.ofDays(100_000));
        assertThat(leaf.certificate().getNotAfter())
                .isEqualTo(authority.certificate().getNotAfter());
    }

    @Test
    void aCredentialWhoseKeyIsAnothersIsRefused() {
        assertThatThrownBy(() -> new Credential(Keys.generate().getPrivate(), authority.chain()))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("does not belong");
        assertThat(Credential.parse(authority.toPem()).certificate()).isEqualTo(authority.certificate());
        assertThat(authority.toString()).doesNotContain("PRIVATE");
    }

    private void validate(X509Certificate leaf) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private String openssl(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
