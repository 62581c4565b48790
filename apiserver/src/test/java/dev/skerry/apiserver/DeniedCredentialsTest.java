// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.apiserver.http.HttpServer;
import dev.skerry.apiserver.http.ServerSettings;
import dev.skerry.apiserver.http.TlsSettings;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Credentials that are taken away: in force at once, for new requests and for what is open. Over real
/// connections, with real certificates and tokens.
@Timeout(30)
class DeniedCredentialsTest {
    private static final String DENIALS = "/apis/skerry.dev/v1/deniedcredentials";
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";

    /// Promised for new and open connections alike.
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("test-ca", SystemClock.CLOCK), SystemClock.CLOCK);
    private final HttpClient admin = HttpClient.newHttpClient();
    private TestServer server;
    private HttpServer secure;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start();
        Credential serving = authority.issueServer("test", List.of(SubjectName.parse("127.0.0.1")));
        var tls = new TlsSettings(serving.key(), serving.chain(), List.of(authority.certificate()));
        secure = HttpServer.start(
                ServerSettings.secure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls),
                server.api().handler(),
                SystemClock.CLOCK,
                new Metrics());
    }

    @AfterEach
    void stop() {
        secure.close();
        server.close();
    }

    @Test
    void aDeniedTokenEndsItsWatchAndOpensNoOther() throws Exception {
        post(ACCOUNTS, "{'metadata':{'name':'builder'}}");
        mayReadAll("ServiceAccount", "builder");
        String denied = token("builder");
        String other = token("builder");
        try (var watch = watch(admin, server.address(), denied);
                var kept = watch(admin, server.address(), other)) {
            deny("'tokenID':'" + claims(denied).at("jti").text() + "','reason':'left on a bus'");
            assertEndsAtOnce(watch);
            assertThat(status(admin, server.address(), denied)).isEqualTo(401);
            assertThat(status(admin, server.address(), other)).isEqualTo(200);
            post("/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'still-seen'}}");
            assertThat(kept.read()).as("the other watch goes on").isEqualTo('{');
        }
        var review = post(
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenReview','spec':{'token':'" + denied + "'}}");
        assertThat(review.at("status", "error").text()).contains("left on a bus");
        assertThat(send(admin, "DELETE", server.address() + DENIALS + "/d", "", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(status(admin, server.address(), denied)).as("taken back").isEqualTo(200);
    }

    @Test
    void whoeverTakesTheAccountAwayEndsItsWatches() throws Exception {
        post(ACCOUNTS, "{'metadata':{'name':'builder'}}");
        mayReadAll("ServiceAccount", "builder");
        try (var watch = watch(admin, server.address(), token("builder"))) {
            send(admin, "DELETE", server.address() + ACCOUNTS + "/builder", "", "");
            assertEndsAtOnce(watch);
        }
    }

    @Test
    void aCertificateIsDeniedBySerialKeyOrItself() throws Exception {
        mayReadAll("User", "jane");
        for (String by : List.of("serial", "key", "itself")) {
            Credential jane = authority.issueClient(DistinguishedName.of("jane"), Duration.ofDays(1));
            String address = "https://127.0.0.1:" + secure.address().getPort();
            HttpClient client = client(jane);
            try (var watch = watch(client, address, "")) {
                var certificate = jane.certificate();
                String serial = certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT);
                deny(
                        switch (by) {
                            case "serial" -> "'certificateSerial':'" + serial + "'";
                            case "key" ->
                                "'keyFingerprint':'" + Certificates.keyFingerprint(certificate.getPublicKey()) + "'";
                            default -> "'credentialID':'X509SHA256=" + Certificates.fingerprint(certificate) + "'";
                        });
                assertEndsAtOnce(watch);
                assertThat(status(client, address, "")).as(by).isEqualTo(401);
            }
            send(admin, "DELETE", server.address() + DENIALS + "/d", "", "");
        }
    }

    @Test
    void anEntryThatDeniesNothingIsRefusedWhenItIsWritten() throws Exception {
        for (String spec : List.of("{}", "{'reason':'x'}", "{'certificateSerial':'no hex'}", "{'credentialID':'x'}")) {
            String entry = "{'apiVersion':'skerry.dev/v1','kind':'DeniedCredential','metadata':{'name':'d'},'spec':"
                    + spec + "}";
            assertThat(send(admin, "POST", server.address() + DENIALS, "", entry)
                            .statusCode())
                    .as(spec)
                    .isEqualTo(422);
        }
    }

    private void deny(String spec) throws Exception {
        post(
                DENIALS,
                "{'apiVersion':'skerry.dev/v1','kind':'DeniedCredential','metadata':{'name':'d'},'spec':{" + spec
                        + "}}");
    }

    private void mayReadAll(String kind, String name) throws Exception {
        String subject = kind.equals("User")
                ? "{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'" + name + "'}"
                : "{'kind':'ServiceAccount','namespace':'default','name':'" + name + "'}";
        post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRoleBinding','metadata':{'name':'r'},
                 'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'view'},
                 'subjects':[%s]}""".formatted(subject));
    }

    private String token(String account) throws Exception {
        var made = post(
                ACCOUNTS + "/" + account + "/token",
                "{'apiVersion':'authentication.k8s.io/v1','kind':'TokenRequest','spec':{}}");
        return made.at("status", "token").text();
    }

    private static Json claims(String token) {
        return JsonReader.read(java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static InputStream watch(HttpClient client, String address, String token) throws Exception {
        var request = request("GET", address + "/api/v1/configmaps?watch=1", token, "");
        var answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static void assertEndsAtOnce(InputStream watch) {
        long start = System.nanoTime();
        try {
            assertThat(watch.read()).isEqualTo(-1);
        } catch (IOException _) {
            // Cut off in the middle of the stream: that is an end, too.
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    private static int status(HttpClient client, String address, String token) throws Exception {
        return send(client, "GET", address + "/api/v1/configmaps", token, "").statusCode();
    }

    private Json post(String path, String json) throws Exception {
        var answer = send(admin, "POST", server.address() + path, "", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonReader.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(HttpClient client, String method, String url, String token, String json)
            throws Exception {
        return client.send(request(method, url, token, json), BodyHandlers.ofString());
    }

    private static HttpRequest request(String method, String url, String token, String json) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json.replace('\'', '"')));
        return (token.isEmpty() ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    private HttpClient client(Credential credential) {
        var trust = TrustedAuthorities.trusting(List.of(authority.certificate()));
        return HttpClient.newBuilder()
                .sslContext(TlsContexts.of(new SwappableCredential(credential), trust))
                .build();
    }
}
