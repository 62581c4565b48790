// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// What the server shows to prove who it is, and whose certificates it believes.
///
/// @param chain the server's certificate first, then those that signed it
/// @param clientAuthorities a certificate is optional, but one that neither these nor those of proxies signed ends the
///     handshake
/// @param proxyAuthorities who vouches for proxies that may say who is asking; usually none
public record TlsSettings(
        PrivateKey key,
        List<X509Certificate> chain,
        List<X509Certificate> clientAuthorities,
        List<X509Certificate> proxyAuthorities) {
    public TlsSettings {
        chain = List.copyOf(chain);
        clientAuthorities = List.copyOf(clientAuthorities);
        proxyAuthorities = List.copyOf(proxyAuthorities);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs a certificate");
        }
    }

    /// Believes no proxy.
    public TlsSettings(PrivateKey key, List<X509Certificate> chain, List<X509Certificate> clientAuthorities) {
        this(key, chain, clientAuthorities, List.of());
    }

    public TlsSettings withProxies(List<X509Certificate> authorities) {
        return new TlsSettings(key, chain, clientAuthorities, authorities);
    }
}
