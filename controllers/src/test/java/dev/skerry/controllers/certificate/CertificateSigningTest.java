// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.api.core.Conditions;
import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.FakeKube;
import dev.skerry.client.ManualClock;
import dev.skerry.client.controller.Controller;
import dev.skerry.client.controller.EventOutbox;
import dev.skerry.client.informer.SharedInformers;
import dev.skerry.controllers.wiring.ControllerParts;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the cluster's own signers sign, for how long, and what becomes of a request in the end.
class CertificateSigningTest {
    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    private static final String NODE = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String SERVING = "kubernetes.io/kubelet-serving";
    private static final DistinguishedName NODE_1 = DistinguishedName.of("system:node:n1", "system:nodes");

    private final ManualClock clock = new ManualClock();
    private final FakeKube kube = new FakeKube(clock);
    private final Random random = new Random(1);
    private final SharedInformers informers = new SharedInformers(kube, clock, random, new Metrics());
    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("ca", clock), clock);
    private final List<Controller> controllers = CertificateControllers.wire(
            new ControllerParts(
                    _ -> kube,
                    informers,
                    new EventOutbox(kube, clock, random, new Metrics()),
                    clock,
                    random,
                    new Metrics()),
            authority);

    @Test
    void anApprovedRequestGetsWhatItAskedFor() throws Exception {
        ask("a", CLIENT, DistinguishedName.of("jane", "devs"), 3600, "client auth", "key encipherment");
        settle();
        assertThat(find("a").at("status", "certificate").isNull())
                .as("nobody approved it")
                .isTrue();
        approve("a");
        X509Certificate certificate = certificate("a").orElseThrow();
        assertThat(Certificates.subject(certificate)).isEqualTo(DistinguishedName.of("jane", "devs"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getKeyUsage()[2]).as("key encipherment").isTrue();
        assertThat(certificate.getKeyUsage()[0])
                .as("digital signature was not asked for")
                .isFalse();
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(clock.now().plusSeconds(3600));
        assertThat(authority.hasSigned(certificate)).isTrue();
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
    }

    @Test
    void nobodyGetsALongerCertificateThanTheSignerGives() throws Exception {
        ask("year", CLIENT, DistinguishedName.of("jane"), Duration.ofDays(9999).toSeconds(), "client auth");
        ask("node", NODE, NODE_1, Duration.ofDays(9999).toSeconds(), "client auth", "digital signature");
        approve("year");
        approve("node");
        assertThat(certificate("year").orElseThrow().getNotAfter().toInstant())
                .isEqualTo(clock.now().plus(Duration.ofDays(365)));
        assertThat(certificate("node").orElseThrow().getNotAfter().toInstant())
                .isEqualTo(clock.now().plus(Duration.ofDays(30)));
    }

    @Test
    void eachSignerSaysWhatItDoesNotSign() {
        var dns = SubjectName.parse("n1");
        record Case(Signer signer, DistinguishedName subject, List<SubjectName> names, String usages, String fault) {}
        for (var c : List.of(
                new Case(Signer.CLIENT, NODE_1, List.of(), "server auth", "usages did not match [client auth]"),
                new Case(Signer.CLIENT, NODE_1, List.of(dns), "client auth,digital signature", ""),
                new Case(Signer.NODE_CLIENT, NODE_1, List.of(), "client auth,digital signature", ""),
                new Case(Signer.NODE_CLIENT, NODE_1, List.of(), "client auth", "usages did not match"),
                new Case(
                        Signer.NODE_CLIENT,
                        NODE_1,
                        List.of(dns),
                        "client auth,digital signature",
                        "DNS subjectAltNames are not allowed"),
                new Case(
                        Signer.NODE_CLIENT,
                        NODE_1,
                        List.of(SubjectName.parse("10.0.0.1")),
                        "client auth,digital signature",
                        "IP subjectAltNames are not allowed"),
                new Case(
                        Signer.NODE_CLIENT,
                        DistinguishedName.of("system:node:n1", "system:nodes", "system:masters"),
                        List.of(),
                        "client auth,digital signature",
                        "subject organization is not system:nodes"),
                new Case(
                        Signer.NODE_CLIENT,
                        DistinguishedName.of("jane", "system:nodes"),
                        List.of(),
                        "client auth,digital signature",
                        "subject common name does not begin with system:node:"),
                new Case(Signer.NODE_SERVING, NODE_1, List.of(dns), "server auth,digital signature", ""),
                new Case(
                        Signer.NODE_SERVING,
                        NODE_1,
                        List.of(),
                        "server auth,digital signature",
                        "DNS or IP subjectAltName is required"),
                new Case(
                        Signer.NODE_SERVING,
                        NODE_1,
                        List.of(dns),
                        "server auth,digital signature,client auth",
                        "usages did not match"))) {
            var request = CertificateRequest.parse(CertificateRequest.create(Keys.generate(), c.subject, c.names));
            String fault = c.signer
                    .findFault(request, Arrays.asList(c.usages.split(",", -1)))
                    .orElse("");
            assertThat(fault).as(c.toString()).startsWith(c.fault);
            assertThat(fault.isEmpty()).as(c.toString()).isEqualTo(c.fault.isEmpty());
        }
    }

    @Test
    void whatASignerDoesNotSignFailsForGood() throws Exception {
        ask("bad", SERVING, NODE_1, 3600, "server auth", "digital signature");
        approve("bad");
        var failed = Conditions.find(find("bad"), "Failed").orElseThrow();
        assertThat(failed.at("reason").text()).isEqualTo("SignerValidationFailure");
        assertThat(failed.at("message").text()).isEqualTo("DNS or IP subjectAltName is required");
        assertThat(certificate("bad")).isEmpty();
    }

    @Test
    void othersSignersAndDeniedRequestsAreLeftAlone() throws Exception {
        ask("theirs", "example.com/theirs", DistinguishedName.of("x"), 3600, "client auth");
        ask("denied", CLIENT, DistinguishedName.of("x"), 3600, "client auth");
        say("denied", "Denied");
        approve("theirs");
        assertThat(certificate("theirs")).isEmpty();
        assertThat(certificate("denied")).isEmpty();
    }

    @Test
    void aNodesNameBelongsToTheKeyThatTookItFirst() throws Exception {
        KeyPair first = Keys.generate();
        ask("first", NODE, NODE_1, first, "client auth", "digital signature");
        approve("first");
        assertThat(certificate("first")).isPresent();
        ask("again", NODE, NODE_1, first, "client auth", "digital signature");
        approve("again");
        assertThat(certificate("again")).as("the same key may come again").isPresent();
        ask("thief", NODE, NODE_1, Keys.generate(), "client auth", "digital signature");
        approve("thief");
        assertThat(certificate("thief")).isEmpty();
        assertThat(Conditions.find(find("thief"), "Failed")
                        .orElseThrow()
                        .at("message")
                        .text())
                .contains("belongs to another key");
    }

    @Test
    void requestsGoWhenTheyHaveServedTheirPurpose() throws Exception {
        ask("pending", CLIENT, DistinguishedName.of("x"), 600, "client auth");
        ask("denied", CLIENT, DistinguishedName.of("x"), 600, "client auth");
        ask("short", CLIENT, DistinguishedName.of("x"), 600, "client auth");
        say("denied", "Denied");
        approve("short");
        pass(Duration.ofMinutes(9));
        assertThat(names()).containsExactlyInAnyOrder("pending", "denied", "short");
        pass(Duration.ofMinutes(2));
        assertThat(names()).as("its certificate has expired").containsExactlyInAnyOrder("pending", "denied");
        pass(Duration.ofMinutes(50));
        assertThat(names()).containsExactly("pending");
        pass(Duration.ofHours(23));
        assertThat(names()).isEmpty();
    }

    private void ask(String name, String signer, DistinguishedName subject, long seconds, String... usages) {
        kube.create(
                Resources.CERTIFICATE_SIGNING_REQUESTS,
                request(name, signer, subject, Keys.generate(), usages)
                        .with(Json.of(seconds), "spec", "expirationSeconds"));
    }

    private void ask(String name, String signer, DistinguishedName subject, KeyPair key, String... usages) {
        kube.create(Resources.CERTIFICATE_SIGNING_REQUESTS, request(name, signer, subject, key, usages));
    }

    private static KubeObject request(
            String name, String signer, DistinguishedName subject, KeyPair key, String... usages) {
        byte[] pem = CertificateRequest.create(key, subject, List.of()).getBytes(StandardCharsets.US_ASCII);
        return KubeObject.of(
                        new GroupVersionKind("certificates.k8s.io", "v1", "CertificateSigningRequest"),
                        ObjectName.cluster(name))
                .with(signer, "spec", "signerName")
                .with(Json.of(List.of(usages)), "spec", "usages")
                .with(Base64.getEncoder().encodeToString(pem), "spec", "request");
    }

    private void approve(String name) throws InterruptedException {
        say(name, "Approved");
    }

    private void say(String name, String verdict) throws InterruptedException {
        var request = new SigningRequest(find(name)).with(verdict, "Test", "", clock.now());
        kube.updateSubresource(Resources.CERTIFICATE_SIGNING_REQUESTS, "status", request);
        settle();
    }

    private void pass(Duration time) throws InterruptedException {
        clock.advance(time);
        settle();
    }

    private void settle() throws InterruptedException {
        boolean hasMoved = true;
        for (int moves = 0; hasMoved; moves++) {
            assertThat(moves).as("it comes to rest").isLessThan(1_000);
            hasMoved = informers.step();
            for (Controller controller : controllers) {
                hasMoved |= controller.step();
            }
        }
    }

    private List<String> names() {
        return kube
                .list(dev.skerry.client.KubeClient.Scope.all(Resources.CERTIFICATE_SIGNING_REQUESTS))
                .items()
                .stream()
                .map(KubeObject::name)
                .toList();
    }

    private KubeObject find(String name) {
        return kube.find(Resources.CERTIFICATE_SIGNING_REQUESTS, ObjectName.cluster(name))
                .orElseThrow();
    }

    private Optional<X509Certificate> certificate(String name) {
        String base64 = find(name).at("status", "certificate").text();
        return base64.isEmpty()
                ? Optional.empty()
                : Pem.readCertificates(new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII))
                        .stream()
                        .findFirst();
    }
}
