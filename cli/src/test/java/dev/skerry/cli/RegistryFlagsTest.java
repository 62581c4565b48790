// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.skerry.foundation.lifecycle.TransientException;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.runtime.ImageStore.Credentials;
import dev.skerry.runtime.image.LocalImageStore;
import dev.skerry.security.pki.CertificateAuthority;
import dev.skerry.security.pki.DistinguishedName;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.SubjectName;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a real TLS server that has no image: its answer shows that the handshake succeeded.
class RegistryFlagsTest {
    private static final String REACHED = "has no such image (404)";

    @TempDir
    Path folder;

    private final CertificateAuthority authority =
            new CertificateAuthority(CertificateAuthority.create("plant", SystemClock.CLOCK), SystemClock.CLOCK);
    private HttpsServer server;
    private boolean wantsCertificate;

    @BeforeEach
    void start() throws IOException {
        var credential = authority.issueServer("registry", List.of(SubjectName.parse("localhost")));
        var tls = TlsContexts.of(
                new SwappableCredential(credential), TrustedAuthorities.trusting(List.of(authority.certificate())));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(wantsCertificate);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        Files.writeString(folder.resolve("ca.pem"), Pem.write(List.of(authority.certificate())));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aRegistryIsTrustedByAnAuthorityOfItsOwn() {
        assertPullSays("", "{insecure_skip_verify: false}", "PKIX");
        assertPullSays("", "{ca_file: " + folder.resolve("ca.pem") + "}", REACHED);
        assertPullSays("", "{insecure_skip_verify: true}", REACHED);
    }

    @Test
    void aRegistryIsShownACertificate() throws Exception {
        wantsCertificate = true;
        var own = authority.issueClient(DistinguishedName.of("gateway"), Duration.ofDays(1));
        Files.writeString(folder.resolve("both.pem"), own.toPem());
        String file = folder.resolve("both.pem").toString();
        assertPullSays("", "{ca_file: " + folder.resolve("ca.pem") + ", key_file: " + file + "}", REACHED);
        assertThatThrownBy(() -> pull("", "{ca_file: " + folder.resolve("ca.pem") + "}"))
                .isInstanceOf(TransientException.class)
                .hasMessageNotContaining(REACHED);
    }

    @Test
    void aMirrorHasItsOwnCertificates() {
        String mirror = "mirrors: {docker.io: {endpoint: [\"https://" + host() + "\"]}}\n";
        assertThatThrownBy(() -> store(
                                mirror,
                                "{ca_file: " + folder.resolve("ca.pem") + "}",
                                "--disable-default-registry-endpoint")
                        .pull("busybox:1", Credentials.NONE, (_, _) -> {}))
                .hasMessageContaining(REACHED);
    }

    @Test
    void whatCannotBeUsedIsSaid() {
        for (String[] broken : new String[][] {
            {"mirror: {}", "where only [configs, mirrors] are known"},
            {"mirrors: {a: {endpoint: [\"ftp://b\"]}}", "must name endpoints such as"},
            {"configs: {a: {auth: {auth: bm9jb2xvbg==}}}", "must be USER:PASSWORD in base64"},
            {"configs: {a: {tls: {ca_file: /nowhere.pem}}}", "/nowhere.pem"},
        }) {
            assertThatThrownBy(() -> RegistryFlags.read(settings(broken[0])))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("--private-registry")
                    .hasMessageContaining(broken[1]);
        }
        var missing = new Settings(Map.of("private-registry", List.of("/nowhere.yaml")), List.of());
        assertThatThrownBy(() -> RegistryFlags.read(missing)).hasMessageContaining("/nowhere.yaml is not there");
    }

    private void assertPullSays(String mirrors, String tls, String words) {
        assertThatThrownBy(() -> pull(mirrors, tls)).hasMessageContaining(words);
    }

    private void pull(String mirrors, String tls) throws Exception {
        store(mirrors, tls).pull(host() + "/plant/app:1", Credentials.NONE, (_, _) -> {});
    }

    private LocalImageStore store(String mirrors, String tls, String... flags) throws IOException {
        var settings = settings(mirrors + "configs: {\"" + host() + "\": {tls: " + tls + "}}\n", flags);
        return new LocalImageStore(folder.resolve("images"), RegistryFlags.read(settings));
    }

    private Settings settings(String yaml, String... flags) throws IOException {
        Path file = Files.writeString(folder.resolve("registries.yaml"), yaml);
        var values = new java.util.HashMap<>(Map.of("private-registry", List.of(file.toString())));
        for (String flag : flags) {
            values.put(flag.substring(2), List.of("true"));
        }
        return new Settings(values, List.of());
    }

    private String host() {
        return "localhost:" + server.getAddress().getPort();
    }
}
