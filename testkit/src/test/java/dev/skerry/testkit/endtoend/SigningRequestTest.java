// SPDX-License-Identifier: Apache-2.0
package dev.skerry.testkit.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.testkit.cluster.Await;
import dev.skerry.testkit.cluster.Cluster;
import dev.skerry.testkit.cluster.Kubectl;
import dev.skerry.testkit.cluster.Namespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a person gets a certificate: asks, is approved by kubectl, and is who the certificate says.
class SigningRequestTest {
    @TempDir
    Path folder;

    @Test
    void whoeverIsApprovedIsKnownByTheCertificate() throws Exception {
        assumeTrue(Namespaces.isPossible(), "network namespaces need root");
        try (Cluster cluster = Cluster.withoutNode(folder)) {
            Kubectl kubectl = cluster.kubectl();
            var keys = Keys.generate();
            String pem = CertificateRequest.create(keys, DistinguishedName.of("jane", "devs"), List.of());
            kubectl.runWith("""
                    apiVersion: certificates.k8s.io/v1
                    kind: CertificateSigningRequest
                    metadata: {name: jane}
                    spec:
                      signerName: kubernetes.io/kube-apiserver-client
                      usages: [client auth]
                      expirationSeconds: 86400
                      request: %s
                    """.formatted(base64(pem)), "apply", "-f", "-");
            assertThat(kubectl.run("get", "csr", "jane")).contains("Pending");
            kubectl.run("certificate", "approve", "jane");
            Await.until(
                    "the certificate",
                    Duration.ofSeconds(10),
                    () -> !certificate(kubectl).isEmpty());
            assertThat(kubectl.run("get", "csr", "jane")).contains("Approved,Issued");

            Path certificate = folder.resolve("jane.crt");
            Path key = folder.resolve("jane.key");
            Files.write(certificate, Base64.getDecoder().decode(certificate(kubectl)));
            Files.writeString(key, Keys.toPem(keys.getPrivate()));
            kubectl.run(
                    "config", "set-credentials", "jane", "--client-certificate=" + certificate, "--client-key=" + key);
            assertThat(kubectl.run("--user=jane", "auth", "whoami"))
                    .contains("jane")
                    .contains("devs");
            assertThat(kubectl.tryRun("", "--user=jane", "get", "nodes").isSuccess())
                    .as("a certificate gives a name, not rights")
                    .isFalse();
        }
    }

    private static String certificate(Kubectl kubectl) throws Exception {
        return kubectl.run("get", "csr", "jane", "-o", "jsonpath={.status.certificate}")
                .strip();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
