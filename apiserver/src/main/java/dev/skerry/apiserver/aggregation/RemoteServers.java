// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.aggregation;

import dev.skerry.apiserver.address.ServiceEndpoints;
import dev.skerry.apiserver.proxy.ProxyConnection;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/// Connects to the servers behind this one: over TLS, to the name that their Service has in the cluster, showing the
/// certificate for which they believe what this server says of who is asking.
final class RemoteServers {
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(5);
    private static final int CONTEXTS_MAX = 64;

    private final ServiceEndpoints services;
    private final Optional<FrontProxy> frontProxy;
    private final Map<Trust, SSLContext> contexts = new ConcurrentHashMap<>();

    private record Trust(String bundle, boolean trustsAnybody) {}

    RemoteServers(ServiceEndpoints services, Optional<FrontProxy> frontProxy) {
        this.services = services;
        this.frontProxy = frontProxy;
    }

    /// @param patience for each wait on the other side; zero to wait as long as it takes
    /// @throws IOException if nobody is there; the message says why
    ProxyConnection open(RemoteApi api, Duration patience) throws IOException {
        var address = services.find(api.service(), api.port());
        var plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.connect(address, (int) CONNECT_WAIT.toMillis());
            plain.setSoTimeout((int) CONNECT_WAIT.toMillis());
            var socket = (SSLSocket) context(api).getSocketFactory().createSocket(plain, api.host(), api.port(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(api.trustsAnybody() ? "" : "HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.setSoTimeout((int) patience.toMillis());
            return new TlsConnection(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private record TlsConnection(SSLSocket socket, InputStream input, OutputStream output) implements ProxyConnection {
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException _) {
                // It is given up; that its end could not be said politely changes nothing.
            }
        }
    }

    private SSLContext context(RemoteApi api) throws IOException {
        if (contexts.size() > CONTEXTS_MAX) {
            contexts.clear();
        }
        try {
            return contexts.computeIfAbsent(new Trust(api.bundle(), api.trustsAnybody()), this::made);
        } catch (RuntimeException unreadable) {
            throw new IOException("unable to load root certificates: " + unreadable.getMessage(), unreadable);
        }
    }

    private SSLContext made(Trust trust) {
        X509ExtendedTrustManager authorities = authorities(trust);
        return frontProxy
                .map(own -> TlsContexts.of(own.credential(), authorities))
                .orElseGet(() -> TlsContexts.client(authorities));
    }

    private static X509ExtendedTrustManager authorities(Trust trust) {
        if (trust.trustsAnybody()) {
            return TrustedAuthorities.anybody();
        }
        if (trust.bundle().isEmpty()) {
            return TrustedAuthorities.ofSystem();
        }
        String pem = new String(Base64.getDecoder().decode(trust.bundle()), StandardCharsets.UTF_8);
        return TrustedAuthorities.trusting(Pem.readCertificates(pem));
    }
}
