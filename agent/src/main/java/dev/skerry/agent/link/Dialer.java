// SPDX-License-Identifier: Apache-2.0
package dev.skerry.agent.link;

import dev.skerry.security.pki.Credential;
import dev.skerry.security.pki.SwappableCredential;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import dev.skerry.tunnel.frame.FrameCodec;
import dev.skerry.tunnel.profile.LinkProfile;
import dev.skerry.tunnel.websocket.Handshake;
import dev.skerry.tunnel.websocket.WebSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/// Makes the one connection: TCP, TLS with the node's certificate, WebSocket.
final class Dialer {
    private static final String PATH = "/skerry/v1/tunnel";
    private static final int PATIENCE_MILLIS = 10_000;

    /// What waits in the kernel cannot be overtaken by anything urgent, and hides a slow link from us.
    private static final int SEND_BUFFER = 64 << 10;

    private final LinkProfile profile;
    private final RandomGenerator random;

    /// @param random for masks and nonces: unpredictable
    Dialer(LinkProfile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    /// A connection that speaks WebSocket.
    ///
    /// @param wire closes the bare socket: closing TLS in good order would wait for a writer that is stuck
    record Dialled(WebSocket socket, Closeable wire) {}

    Dialled dial(URI server, Credential credential, List<X509Certificate> authorities) throws IOException {
        int port = server.getPort() < 0 ? 443 : server.getPort();
        var bare = new Socket();
        try {
            prepare(bare);
            bare.connect(new InetSocketAddress(server.getHost(), port), PATIENCE_MILLIS);
            bare.setSoTimeout(PATIENCE_MILLIS);
            var context = TlsContexts.of(new SwappableCredential(credential), TrustedAuthorities.trusting(authorities));
            var secure = (SSLSocket) context.getSocketFactory().createSocket(bare, server.getHost(), port, true);
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            WebSocket socket = upgrade(secure, server.getHost() + ":" + port);
            bare.setSoTimeout(0);
            return new Dialled(socket, bare);
        } catch (IOException | RuntimeException failed) {
            bare.close();
            throw failed;
        }
    }

    private WebSocket upgrade(SSLSocket secure, String host) throws IOException {
        String key = Handshake.key(random);
        secure.getOutputStream().write(Handshake.request(host, PATH, key));
        secure.getOutputStream().flush();
        Handshake.readAnswer(secure.getInputStream(), key);
        return new WebSocket(
                secure.getInputStream(), secure.getOutputStream(), WebSocket.Role.CLIENT, random, FrameCodec.WIRE_MAX);
    }

    private void prepare(Socket socket) throws IOException {
        var keepAlive = profile.keepAlive();
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        socket.setKeepAlive(true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(
                    ExtendedSocketOptions.TCP_KEEPIDLE, (int) keepAlive.idle().toSeconds());
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int)
                    keepAlive.interval().toSeconds());
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.probes());
        }
    }
}
