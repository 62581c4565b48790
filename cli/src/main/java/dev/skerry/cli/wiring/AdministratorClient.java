// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.client.KubeClient;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.RestClient;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.json.Json;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.foundation.json.JsonReader;
import dev.skerry.foundation.json.JsonWriter;
import dev.skerry.foundation.time.SystemClock;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

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

    /// Asks one of the addresses beside the Kubernetes API that answer JSON.
    ///
    /// @param body sent unless it is empty
    /// @throws IOException if the server does not answer, or refuses; the message says why
    public Json exchange(String method, String path, JsonObject body) throws IOException {
        byte[] bytes = body.isEmpty() ? new byte[0] : JsonWriter.writeBytes(body);
        var request = new Transport.Request(method, path, Map.of("Content-Type", "application/json"), bytes);
        try (var answer = transport.send(request)) {
            Json read = JsonReader.read(answer.body().readAllBytes());
            if (answer.status() != 200) {
                throw new IOException(read.at("message").textOr("the server answered " + answer.status()));
            }
            return read;
        }
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
