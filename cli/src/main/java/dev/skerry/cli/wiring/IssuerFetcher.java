// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.apiserver.authentication.oidc.IssuerKeys;
import dev.skerry.client.http.HttpTransport;
import dev.skerry.client.http.Transport;
import dev.skerry.foundation.time.Clock;
import dev.skerry.security.pki.Pem;
import dev.skerry.security.pki.TlsContexts;
import dev.skerry.security.pki.TrustedAuthorities;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// Gets documents from an issuer's server, over TLS. Issuers are asked rarely: a connection for each time.
///
/// @param authority PEM of who vouches for the server; empty for those whom the system trusts
record IssuerFetcher(String authority, Clock clock) implements IssuerKeys.Fetcher {
    private static final int BYTES_MAX = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public byte[] fetch(URI address) throws IOException {
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new IOException("\"" + address + "\" is no https URL");
        }
        var trust = authority.isEmpty()
                ? TrustedAuthorities.ofSystem()
                : TrustedAuthorities.trusting(Pem.readCertificates(authority));
        var root = URI.create("https://" + address.getRawAuthority());
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        var request = new Transport.Request("GET", address.getRawPath() + query, Map.of(), new byte[0]);
        try (var transport = HttpTransport.tls(root, TlsContexts.client(trust), () -> "", clock);
                var answer = transport.send(request)) {
            answer.limitWait(PATIENCE);
            byte[] body = answer.body().readNBytes(BYTES_MAX + 1);
            if (answer.status() != 200) {
                throw new IOException(address + " answered " + answer.status());
            }
            if (body.length > BYTES_MAX) {
                throw new IOException(address + " answered more than " + BYTES_MAX + " bytes");
            }
            return body;
        }
    }
}
