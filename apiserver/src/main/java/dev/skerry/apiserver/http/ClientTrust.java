// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.http;

import dev.skerry.security.pki.TrustedAuthorities;
import io.netty.util.AttributeKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/// Tells the certificates of clients from those of proxies. TLS lets both in; what a certificate is good for depends on
/// who vouches for it, and one for which both would is good for nothing.
///
/// @param clients vouch for clients
/// @param proxies vouch for proxies; empty where no proxy is believed, and TLS has said it all
record ClientTrust(X509ExtendedTrustManager clients, Optional<X509ExtendedTrustManager> proxies) {
    /// On each connection: whom those trusted who were asked when it began.
    static final AttributeKey<ClientTrust> OF_CONNECTION = AttributeKey.valueOf(ClientTrust.class, "trust");

    /// On each connection whose first request has come.
    static final AttributeKey<Shown> SHOWN = AttributeKey.valueOf(ClientTrust.class, "shown");

    /// Any name will do: the kind of key exchange that it speaks of has gone with TLS 1.3.
    private static final String KEY_EXCHANGE = "UNKNOWN";

    /// What the other end of a connection has shown, leaf first; at most one of the two is there.
    record Shown(List<X509Certificate> asClient, List<X509Certificate> asProxy) {
        static final Shown NOTHING = new Shown(List.of(), List.of());
    }

    static ClientTrust of(TlsSettings settings) {
        return new ClientTrust(
                TrustedAuthorities.trusting(settings.clientAuthorities()),
                settings.proxyAuthorities().isEmpty()
                        ? Optional.empty()
                        : Optional.of(TrustedAuthorities.trusting(settings.proxyAuthorities())));
    }

    /// @param chain that TLS has verified
    Shown sort(List<X509Certificate> chain) {
        if (proxies.isEmpty()) {
            return new Shown(chain, List.of());
        }
        boolean isClient = vouches(clients, chain);
        boolean isProxy = vouches(proxies.get(), chain);
        if (isClient == isProxy) {
            return Shown.NOTHING;
        }
        return isClient ? new Shown(chain, List.of()) : new Shown(List.of(), chain);
    }

    private static boolean vouches(X509ExtendedTrustManager authorities, List<X509Certificate> chain) {
        try {
            authorities.checkClientTrusted(chain.toArray(X509Certificate[]::new), KEY_EXCHANGE);
            return true;
        } catch (CertificateException _) {
            // That is the answer: these do not know it.
            return false;
        }
    }
}
