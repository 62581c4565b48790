// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole server that an authenticating proxy stands before.
@Timeout(120)
class ProxyBeforeTheServerTest {
    private static final String SETTINGS =
            "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication";

    @TempDir
    Path folder;

    private final CertificateAuthority proxies =
            new CertificateAuthority(CertificateAuthority.create("proxies", SystemClock.CLOCK), SystemClock.CLOCK);

    @Test
    void itsWordIsTakenAndServersBehindAreToldToTakeItToo() throws Exception {
        var headers = new RemoteHeaders(
                List.of("X-Sso-User"), List.of("X-Sso-Uid"), List.of("X-Sso-Group"), List.of("X-Sso-Extra-"));
        try (var server = RunningServer.start(folder, proxy(proxies.certificate(), headers))) {
            var data = server.read(SETTINGS).is(200).at("data");
            assertThat(data.at("requestheader-allowed-names").text()).isEqualTo("[\"system:auth-proxy\",\"gate\"]");
            assertThat(data.at("requestheader-username-headers").text()).isEqualTo("[\"X-Sso-User\"]");
            assertThat(Pem.readCertificates(
                            data.at("requestheader-client-ca-file").text()))
                    .hasSize(2)
                    .contains(proxies.certificate())
                    .doesNotContain(server.authority());

            String secrets = server.address() + "/api/v1/secrets";
            var gate = DistinguishedName.of("gate");
            assertThat(ask(server, gate, secrets, "X-Sso-User", "jane").statusCode())
                    .isEqualTo(403);
            assertThat(ask(server, gate, secrets, "X-Sso-User", "jane", "X-Sso-Group", Identity.GROUP_MASTERS)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(server, DistinguishedName.of("gate", Identity.GROUP_MASTERS), secrets)
                            .statusCode())
                    .as("itself it is nobody")
                    .isEqualTo(403);
        }
    }

    @Test
    void itsAuthorityMakesNoNodes() throws Exception {
        try (var server = RunningServer.start(folder, proxy(proxies.certificate(), RemoteHeaders.STANDARD))) {
            var node = DistinguishedName.of(Identity.NODE_PREFIX + "gateway", Identity.GROUP_NODES);
            var answer = ask(server, node, server.address() + "/skerry/v1/tunnel");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        }
    }

    @Test
    void theClustersOwnAuthorityIsRefusedAsTheProxys() throws Exception {
        X509Certificate own;
        try (var server = RunningServer.start(folder)) {
            own = server.authority();
        }
        assertThatThrownBy(() -> RunningServer.start(folder, proxy(own, RemoteHeaders.STANDARD)))
                .isInstanceOf(TerminalException.class)
                .hasMessageContaining("another authority than the cluster's own");
    }

    private static TrustedProxy proxy(X509Certificate authority, RemoteHeaders headers) {
        return new TrustedProxy(List.of(authority), Set.of("gate"), headers);
    }

    private HttpResponse<String> ask(RunningServer server, DistinguishedName subject, String url, String... headers)
            throws Exception {
        Credential shown = proxies.issueClient(subject, Duration.ofDays(1));
        var trust = TrustedAuthorities.trusting(List.of(server.authority()));
        try (var client = HttpClient.newBuilder()
                .sslContext(TlsContexts.of(new SwappableCredential(shown), trust))
                .build()) {
            var request = HttpRequest.newBuilder(URI.create(url));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
