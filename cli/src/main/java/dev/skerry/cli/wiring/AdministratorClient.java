// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.client.KubeClient;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.RestClient;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/// The administrator's connection to the server on this machine, for commands that run beside it.
public final class AdministratorClient implements AutoCloseable {
    /// Where a running server says under which address this machine reaches it.
    static final String ENDPOINT = "endpoint";

    private final URI server;
    private final X509Certificate authority;
    private final HttpTransport transport;

    private AdministratorClient(URI server, X509Certificate authority, HttpTransport transport) {
        this.server = server;
        this.authority = authority;
        this.transport = transport;
    }

    /// @throws IOException if no server has been ready in this folder yet
    public static AdministratorClient open(Path serverData) throws IOException {
        Path endpoint = serverData.resolve(ENDPOINT);
        if (!Files.exists(endpoint)) {
            throw new IOException("the server in " + serverData + " has not been ready yet; start it, or see its log");
        }
        return open(serverData, URI.create(Files.readString(endpoint).strip()));
    }

    /// @param server as it is reached from here
    public static AdministratorClient open(Path serverData, URI server) {
        var certificates = AdministratorConfig.certificates(serverData);
        var authority = certificates.authority().certificate();
        var tls = TlsContexts.of(certificates.administrator(), TrustedAuthorities.trusting(List.of(authority)));
        return new AdministratorClient(server, authority, HttpTransport.tls(server, tls, () -> "", SystemClock.CLOCK));
    }

    public KubeClient client() {
        return new RestClient(transport, "skerry");
    }

    public X509Certificate authority() {
        return authority;
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        transport.close();
    }
}
