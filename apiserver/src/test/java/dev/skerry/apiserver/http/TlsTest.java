// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.telemetry.Metrics;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.SubjectName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who talks to whom, over TLS.
@Timeout(20)
class TlsTest {
    private final Credential root = CertificateAuthority.create("test-ca", SystemClock.CLOCK);
    private final CertificateAuthority authority = new CertificateAuthority(root, SystemClock.CLOCK);

    /// Says who the client is.
    private static final Handler WHO = request -> {
        List<X509Certificate> shown = request.clientCertificates();
        String name = shown.isEmpty()
                ? "nobody"
                : shown.getFirst().getSubjectX500Principal().getName();
        return new Response.Full(200, Map.of(), name.getBytes(StandardCharsets.UTF_8));
    };

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientIsKnownByItsCertificate(String version) throws Exception {
        Credential jane = authority.issueClient(DistinguishedName.of("jane"), Duration.ofDays(1));
        try (var server = start()) {
            assertThat(ask(server, version, jane)).contains("CN=jane");
        }
    }

    @Test
    void aClientWithoutACertificateIsLetThroughAsNobody() throws Exception {
        try (var server = start()) {
            assertThat(send(server, context("TLSv1.3"))).isEqualTo("nobody");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityEndsTheHandshake() throws Exception {
        var strange =
                new CertificateAuthority(CertificateAuthority.create("other", SystemClock.CLOCK), SystemClock.CLOCK);
        Credential mallory = strange.issueClient(DistinguishedName.of("mallory"), Duration.ofDays(1));
        try (var server = start()) {
            assertThatThrownBy(() -> ask(server, "TLSv1.2", mallory)).isInstanceOf(IOException.class);
            assertThat(send(server, context("TLSv1.3"))).isEqualTo("nobody");
        }
    }

    private HttpServer start() throws IOException {
        Credential own = authority.issueServer("server", List.of(SubjectName.parse("127.0.0.1")));
        var tls = new TlsSettings(own.key(), own.chain(), root.chain());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(ServerSettings.secure(address, tls), WHO, SystemClock.CLOCK, new Metrics());
    }

    private String ask(HttpServer server, String version, Credential client) throws Exception {
        return send(server, context(version, new KeyManager[] {new Insistent(client)}));
    }

    private static String send(HttpServer server, SSLContext context) throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private SSLContext context(String version, KeyManager... keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", root.chain().getFirst());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance(version);
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    /// Shows its certificate whatever authorities the server asks for, as a stranger would.
    private static final class Insistent extends X509ExtendedKeyManager {
        private final Credential credential;

        private Insistent(Credential credential) {
            this.credential = credential;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "client";
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "client";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return credential.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return credential.key();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"client"};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
