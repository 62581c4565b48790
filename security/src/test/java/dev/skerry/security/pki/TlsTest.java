// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.foundation.lifecycle.TaskGroup;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.token.JoinToken;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

/// Real handshakes on the loopback between the ends that we build.
class TlsTest {
    private final Credential root = CertificateAuthority.create("ca", SystemClock.CLOCK);
    private final CertificateAuthority authority = new CertificateAuthority(root, SystemClock.CLOCK);
    private final SwappableCredential serving =
            new SwappableCredential(authority.issueServer("server", List.of(SubjectName.parse("127.0.0.1"))));
    private final X509ExtendedTrustManager trust = TrustedAuthorities.trusting(root.chain());

    @Test
    void bothEndsKnowEachOther() throws Exception {
        var client = new SwappableCredential(
                authority.issueClient(DistinguishedName.of("jane"), CertificateAuthority.LEAF_VALIDITY));
        assertThat(handshake(TlsContexts.of(client, trust))).isEqualTo("CN=jane");
    }

    @Test
    void aSwappedCredentialIsShownAtTheNextHandshake() throws Exception {
        var client = new SwappableCredential(
                authority.issueClient(DistinguishedName.of("jane"), CertificateAuthority.LEAF_VALIDITY));
        client.swap(authority.issueClient(DistinguishedName.of("joan"), CertificateAuthority.LEAF_VALIDITY));
        assertThat(handshake(TlsContexts.of(client, trust))).isEqualTo("CN=joan");
    }

    @Test
    void aJoinTokenIsTrustEnough() throws Exception {
        var token = JoinToken.create(root.certificate(), new SecureRandom());
        assertThat(handshake(TlsContexts.client(token.trust()))).isEqualTo("nobody");
    }

    @Test
    void aTokenOfAnotherClusterIsNotSentHere() {
        var stranger = CertificateAuthority.create("ca", SystemClock.CLOCK);
        var token = JoinToken.create(stranger.certificate(), new SecureRandom());
        assertThatThrownBy(() -> handshake(TlsContexts.client(token.trust())))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("not the one that the join token names");
    }

    @Test
    void aStolenChainWithoutItsKeyDoesNotHelp() {
        // The attacker shows a leaf of his own and appends the authority that the token names.
        var evil = new CertificateAuthority(CertificateAuthority.create("ca", SystemClock.CLOCK), SystemClock.CLOCK);
        var leaf = evil.issueServer("server", List.of(SubjectName.parse("127.0.0.1")));
        serving.swap(new Credential(leaf.key(), List.of(leaf.certificate(), root.certificate())));
        var token = JoinToken.create(root.certificate(), new SecureRandom());
        assertThatThrownBy(() -> handshake(TlsContexts.client(token.trust()))).isInstanceOf(SSLException.class);
    }

    @Test
    void aServerUnderAnotherNameIsRefused() {
        serving.swap(authority.issueServer("server", List.of(SubjectName.parse("elsewhere.example"))));
        assertThatThrownBy(() -> handshake(TlsContexts.client(trust))).isInstanceOf(SSLException.class);
    }

    /// What the server sees of the client, after one handshake with names checked.
    private String handshake(SSLContext client) throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var listener = (SSLServerSocket)
                        TlsContexts.of(serving, trust).getServerSocketFactory().createServerSocket(0, 1, loopback);
                var tasks = new TaskGroup()) {
            listener.setWantClientAuth(true);
            tasks.start("server", () -> answer(listener));
            try (var socket = (SSLSocket)
                    client.getSocketFactory().createSocket(loopback.getHostAddress(), listener.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return new String(socket.getInputStream().readAllBytes());
            }
        }
    }

    private static void answer(SSLServerSocket listener) {
        try (var socket = (SSLSocket) listener.accept()) {
            String peer;
            try {
                peer = ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName();
            } catch (SSLException _) {
                peer = "nobody";
            }
            socket.getOutputStream().write(peer.getBytes());
        } catch (IOException _) {
            // The client's end of a refused handshake says why; the test looks there.
        }
    }
}
