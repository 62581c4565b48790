// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.authentication.Authenticator.Verdict;
import dev.skerry.apiserver.http.Request;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Keys;
import dev.skerry.security.token.ServiceAccountTokens;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Who a request is taken for, through all ways of authentication together.
class StandardAccessTest {
    private static final ObjectName SENSOR = new ObjectName("plant", "sensor");
    private static final String API = ServiceAccountTokens.ISSUER;

    private final FixedClock clock = new FixedClock("2026-11-23T09:00:00Z");
    private final ObjectTable objects = new ObjectTable();
    private final ServiceAccountTokens tokens =
            new ServiceAccountTokens(ServiceAccountTokens.ISSUER, List.of(Keys.generate()), clock);
    private final StandardAccess access = StandardAccess.build(
            objects, tokens, Map.of("s3cret", Identity.of("admin", "system:masters")), clock, new Random(1));

    StandardAccessTest() {
        objects.put("serviceaccounts", "{'metadata':{'namespace':'plant','name':'sensor','uid':'sa-1'}}");
        objects.put("pods", """
                {'metadata':{'namespace':'plant','name':'p','uid':'pod-1'},
                 'spec':{'serviceAccountName':'sensor','nodeName':'n1'}}""");
        objects.put("nodes", "{'metadata':{'name':'n1','uid':'node-1'}}");
    }

    @Test
    void aClientCertificateSaysUserAndGroups() {
        var authority =
                new CertificateAuthority(CertificateAuthority.create("ca", SystemClock.CLOCK), SystemClock.CLOCK);
        var jane = authority
                .issueClient(DistinguishedName.of("jane", "devs", "ops"), Duration.ofDays(1))
                .certificate();
        assertThat(identify(request(Map.of(), List.of(jane))))
                .isInstanceOfSatisfying(Verdict.Recognised.class, known -> {
                    assertThat(known.identity().name()).isEqualTo("jane");
                    assertThat(known.identity().groups()).containsExactly("devs", "ops");
                });
    }

    @Test
    void aNodeCountsAsLongAsItsKeyIsTheOneThatJoined() {
        var authority =
                new CertificateAuthority(CertificateAuthority.create("ca", SystemClock.CLOCK), SystemClock.CLOCK);
        var node = authority
                .issueClient(DistinguishedName.of("system:node:n1", "system:nodes"), Duration.ofDays(1))
                .certificate();
        var shown = request(Map.of(), List.of(node));
        assertThat(identify(shown)).isInstanceOf(Verdict.Refused.class);
        objects.put(
                "secrets",
                "{'metadata':{'namespace':'kube-system','name':'n1.node-key'},'data':{'fingerprint':'%s'}}"
                        .formatted(base64(Certificates.keyFingerprint(node.getPublicKey()))));
        assertThat(identify(shown)).isInstanceOf(Verdict.Recognised.class);
        objects.remove("secrets", new ObjectName("kube-system", "n1.node-key"));
        assertThat(identify(shown)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void tokensOfEachKindAreRecognised() {
        joinToken("'expiration':'%s'".formatted(base64("2026-11-24T00:00:00Z")));
        assertThat(nameOf("s3cret")).isEqualTo("admin");
        assertThat(nameOf("abcdef.0123456789abcdef")).isEqualTo("system:bootstrap:abcdef");
        assertThat(nameOf(token("{'spec':{}}"))).isEqualTo("system:serviceaccount:plant:sensor");
    }

    @Test
    void whatIsWrongIsRefusedAndWhoShowsNothingIsNobody() {
        joinToken("'expiration':'%s'".formatted(base64("2026-11-22T00:00:00Z")));
        for (String bad : List.of("wrong", "abcdef.0123456789abcdef", "abcdef.aaaaaaaaaaaaaaaa", "a.b.c")) {
            assertThat(identify(bearer(bad))).as(bad).isInstanceOf(Verdict.Refused.class);
        }
        assertThat(identify(request(Map.of(), List.of()))).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void aTokenDiesWithWhatItIsBoundTo() {
        String bound = token("{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'pod-1'}}}");
        assertThat(nameOf(bound)).isEqualTo("system:serviceaccount:plant:sensor");
        objects.put("pods", "{'metadata':{'namespace':'plant','name':'p','uid':'pod-2'},'spec':{}}");
        assertThat(identify(bearer(bound))).isInstanceOf(Verdict.Refused.class);
        String free = token("{'spec':{}}");
        objects.remove("serviceaccounts", SENSOR);
        assertThat(identify(bearer(free))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aPodThatIsBeingDeletedKeepsItsTokenForAWhile() {
        String bound = token("{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}}}");
        objects.put("pods", """
                {'metadata':{'namespace':'plant','name':'p','uid':'pod-1',
                 'deletionTimestamp':'2026-11-23T09:00:00Z'},'spec':{}}""");
        assertThat(identify(bearer(bound))).isInstanceOf(Verdict.Recognised.class);
        clock.sleep(Duration.ofSeconds(61));
        assertThat(identify(bearer(bound))).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aTokenForOthersIsNoGoodHere() {
        String vault = token("{'spec':{'audiences':['vault']}}");
        assertThat(identify(bearer(vault))).isInstanceOf(Verdict.Refused.class);
        var review = ask(
                Identity.of("x"),
                "tokenreviews.authentication.k8s.io",
                "{'spec':{'token':'%s','audiences':['vault','x']}}".formatted(vault));
        assertThat(review.at("status", "authenticated").booleanOr(false)).isTrue();
        assertThat(review.at("status", "audiences").toString()).isEqualTo("[\"vault\"]");
        assertThat(review.at("status", "user", "username").text()).isEqualTo("system:serviceaccount:plant:sensor");
        assertThat(review.at("status", "user", "groups").toString()).contains("system:authenticated");
        var wrong =
                ask(Identity.of("x"), "tokenreviews.authentication.k8s.io", "{'spec':{'token':'%s'}}".formatted(vault));
        assertThat(wrong.at("status", "authenticated").booleanOr(true)).isFalse();
        assertThat(wrong.at("status", "error").text()).contains("invalid bearer token");
    }

    @Test
    void aTokenRequestIsAnsweredOrRefusedWithWords() {
        var answer = request("{'kind':'TokenRequest','spec':{'expirationSeconds':7200}}");
        assertThat(answer.at("status", "expirationTimestamp").text()).isEqualTo("2026-11-23T11:00:00Z");
        assertThat(answer.at("spec", "audiences").toString()).contains(API);
        record Case(String spec, int code, String words) {}
        for (var c : List.of(
                new Case("{'expirationSeconds':5}", 422, "may not specify a duration less than 10 minutes"),
                new Case("{'expirationSeconds':99999999999}", 422, "larger than 2^32 seconds"),
                new Case("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'x'}}", 404, "pods \"x\" not found"),
                new Case(
                        "{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'old'}}",
                        409,
                        "does not match the UID in record"),
                new Case("{'boundObjectRef':{'kind':'Job','apiVersion':'v1','name':'x'}}", 400, "cannot bind token"))) {
            assertThatThrownBy(() -> request("{'kind':'TokenRequest','spec':%s}".formatted(c.spec)))
                    .as(c.spec)
                    .isInstanceOfSatisfying(
                            dev.skerry.api.meta.StatusException.class,
                            failure -> assertThat(failure.code()).isEqualTo(c.code))
                    .hasMessageContaining(c.words);
        }
    }

    @Test
    void rightsCanBeAskedAbout() {
        ClusterBootstrap.plan(objects)
                .forEach(step -> objects.put(step.resource().resource(), step.object()));
        var jane = Identity.of("jane", "system:authenticated");
        var self = ask(
                jane,
                "selfsubjectaccessreviews.authorization.k8s.io",
                "{'spec':{'resourceAttributes':{'verb':'list','resource':'pods'}}}");
        assertThat(self.at("status")).isEqualTo(JsonObject.of("allowed", false));
        var path = ask(
                jane,
                "selfsubjectaccessreviews.authorization.k8s.io",
                "{'spec':{'nonResourceAttributes':{'verb':'get','path':'/api'}}}");
        assertThat(path.at("status", "allowed").booleanOr(false)).isTrue();
        String subject = "subjectaccessreviews.authorization.k8s.io";
        var other = ask(jane, subject, """
                {'spec':{'user':'root','groups':['system:masters'],
                 'resourceAttributes':{'verb':'delete','resource':'nodes'}}}""");
        assertThat(other.at("status", "allowed").booleanOr(false)).isTrue();
        var rules = ask(jane, "selfsubjectrulesreviews.authorization.k8s.io", "{'spec':{'namespace':'plant'}}");
        assertThat(rules.at("status", "resourceRules").elements()).isNotEmpty();
        var local = "localsubjectaccessreviews.authorization.k8s.io";
        assertThatThrownBy(() -> ask(jane, local, """
                {'kind':'LocalSubjectAccessReview','spec':{'user':'x','resourceAttributes':{'namespace':'other'}}}""")).hasMessageEndingWith("must match metadata.namespace");
        assertThatThrownBy(() -> ask(jane, subject, "{'kind':'SubjectAccessReview','spec':{}}"))
                .hasMessageContaining("at least one of user or group must be specified");
        assertThat(ask(jane, "selfsubjectreviews.authentication.k8s.io", "{}")
                        .at("status", "userInfo", "username")
                        .text())
                .isEqualTo("jane");
    }

    private KubeObject ask(Identity caller, String resource, String posted) {
        int dot = resource.indexOf('.');
        var type = new GroupVersionResource(resource.substring(dot + 1), "v1", resource.substring(0, dot));
        assertThat(AccessQuestions.isQuestion(type, "")).isTrue();
        return access.questions().answer(caller, type, "", SENSOR, ObjectTable.object(posted));
    }

    private KubeObject request(String json) {
        var accounts = new GroupVersionResource("", "v1", "serviceaccounts");
        return access.questions().answer(Identity.of("x"), accounts, "token", SENSOR, ObjectTable.object(json));
    }

    private String token(String json) {
        return request(json).at("status", "token").text();
    }

    private String nameOf(String token) {
        return identify(bearer(token)) instanceof Verdict.Recognised(Identity identity) ? identity.name() : "";
    }

    private Verdict identify(Request request) {
        for (var authenticator : access.authenticators()) {
            var verdict = authenticator.authenticate(request);
            if (!(verdict instanceof Verdict.Unknown)) {
                return verdict;
            }
        }
        return new Verdict.Unknown();
    }

    private void joinToken(String more) {
        objects.put("secrets", """
                {'metadata':{'namespace':'kube-system','name':'bootstrap-token-abcdef'},
                 'type':'bootstrap.kubernetes.io/token','data':{'token-id':'%s','token-secret':'%s',
                 'usage-bootstrap-authentication':'%s',%s}}""".formatted(base64("abcdef"), base64("0123456789abcdef"), base64("true"), more));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Request bearer(String token) {
        return request(Map.of("authorization", List.of("Bearer " + token)), List.of());
    }

    private static Request request(Map<String, List<String>> headers, List<X509Certificate> certificates) {
        return new Request("GET", "/api", Map.of(), headers, new byte[0], certificates, "127.0.0.1");
    }
}
