// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whose word is taken for who is asking, over real connections. Whoever shows nothing that counts is `admin` here.
@Timeout(30)
class TrustedProxyTest {
    private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private final CertificateAuthority cluster = authority("cluster");
    private final CertificateAuthority proxies = authority("proxies");
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        var headers = new RemoteHeaders(
                List.of("X-Remote-User", "X-Sso-User"),
                List.of("X-Remote-Uid"),
                List.of("X-Remote-Group", "X-Sso-Group"),
                List.of("X-Remote-Extra-"));
        Credential own = cluster.issueServer("server", List.of(SubjectName.parse("127.0.0.1")));
        List<java.security.cert.X509Certificate> authorities = List.of(proxies.certificate());
        server = TestServer.startBehind(
                new TrustedProxy(authorities, Set.of("the-proxy"), headers),
                new TlsSettings(own.key(), own.chain(), List.of(cluster.certificate())).withProxies(authorities));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aProxySaysWhoIsAsking(HttpClient.Version version) throws Exception {
        Json who = ask(
                version,
                proxies.issueClient(DistinguishedName.of("the-proxy"), Duration.ofDays(1)),
                "X-Remote-User",
                "jane",
                "X-Remote-Uid",
                "42",
                "X-Remote-Group",
                "builders",
                "X-Remote-Group",
                "readers",
                "X-Sso-Group",
                "people",
                "X-Remote-Extra-Example.com%2fScopes",
                "view",
                "X-Remote-Extra-Broken%zz",
                "kept");
        assertThat(who.at("username").text()).isEqualTo("jane");
        assertThat(who.at("uid").text()).isEqualTo("42");
        assertThat(who.at("groups").elements())
                .containsExactly(
                        Json.of("builders"), Json.of("readers"), Json.of("people"), Json.of("system:authenticated"));
        assertThat(who.at("extra", "example.com/scopes").elements()).containsExactly(Json.of("view"));
        assertThat(who.at("extra", "broken%zz").elements()).containsExactly(Json.of("kept"));
    }

    @Test
    void theFirstHeaderThatNamesSomebodyCounts() throws Exception {
        Credential proxy = proxies.issueClient(DistinguishedName.of("the-proxy"), Duration.ofDays(1));
        assertThat(ask(proxy, "X-Sso-User", "joe").at("username").text()).isEqualTo("joe");
        assertThat(ask(proxy, "X-Sso-User", "joe", "X-Remote-User", "jane")
                        .at("username")
                        .text())
                .isEqualTo("jane");
        assertThat(ask(proxy, "X-Remote-Group", "builders").at("username").text())
                .as("a group alone is nobody")
                .isEqualTo("admin");
    }

    @Test
    void aProxyOfAnotherNameIsNotBelievedButMayHandOnAToken() throws Exception {
        Credential other = proxies.issueClient(DistinguishedName.of("another"), Duration.ofDays(1));
        assertThat(ask(other, "X-Remote-User", "jane").at("username").text()).isEqualTo("admin");
        assertThat(ask(other, "X-Remote-User", "jane", "Authorization", "Bearer stranger")
                        .at("username")
                        .text())
                .isEqualTo("stranger");
    }

    @Test
    void aClientOfTheClusterIsItselfWhateverItsHeadersSay() throws Exception {
        Credential joe = cluster.issueClient(DistinguishedName.of("joe"), Duration.ofDays(1));
        assertThat(ask(joe, "X-Remote-User", "jane").at("username").text()).isEqualTo("joe");
        Credential sly = cluster.issueClient(DistinguishedName.of("the-proxy"), Duration.ofDays(1));
        assertThat(ask(sly, "X-Remote-User", "jane").at("username").text()).isEqualTo("the-proxy");
    }

    @Test
    void aCertificateOfTheProxiesAuthorityIsNobodyInTheCluster() throws Exception {
        for (var subject : List.of(
                DistinguishedName.of("the-proxy", Identity.GROUP_MASTERS),
                DistinguishedName.of(Identity.NODE_PREFIX + "gateway", Identity.GROUP_NODES))) {
            Credential shown = proxies.issueClient(subject, Duration.ofDays(1));
            assertThat(ask(shown).at("username").text()).isEqualTo("admin");
        }
    }

    @Test
    void whoShowsNoCertificateIsNotBelieved() throws Exception {
        var trust = TrustedAuthorities.trusting(List.of(cluster.certificate()));
        try (var client =
                HttpClient.newBuilder().sslContext(TlsContexts.client(trust)).build()) {
            assertThat(send(client, "X-Remote-User", "jane").at("username").text())
                    .isEqualTo("admin");
        }
    }

    private Json ask(Credential credential, String... headers) throws Exception {
        return ask(HttpClient.Version.HTTP_2, credential, headers);
    }

    private Json ask(HttpClient.Version version, Credential credential, String... headers) throws Exception {
        var trust = TrustedAuthorities.trusting(List.of(cluster.certificate()));
        try (var client = HttpClient.newBuilder()
                .version(version)
                .sslContext(TlsContexts.of(new SwappableCredential(credential), trust))
                .build()) {
            return send(client, headers);
        }
    }

    private Json send(HttpClient client, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + SELF))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonReader.read(answer.body()).at("status", "userInfo");
    }

    private static CertificateAuthority authority(String name) {
        return new CertificateAuthority(CertificateAuthority.create(name, SystemClock.CLOCK), SystemClock.CLOCK);
    }
}
