// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the server shows to prove who it is, and whose client certificates it believes.
///
/// @param chain the server's certificate first, then those that signed it
/// @param clientAuthorities a client certificate is optional, but one that none of these signed ends the
///     handshake
public record TlsSettings(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
    public TlsSettings {
        chain = List.copyOf(chain);
        clientAuthorities = List.copyOf(clientAuthorities);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs a certificate");
        }
    }
}
