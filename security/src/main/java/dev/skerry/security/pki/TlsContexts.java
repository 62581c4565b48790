// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Puts key and trust together for the JDK's TLS.
public final class TlsContexts {
    private TlsContexts() {}

    /// A client without a certificate: before joining, and for tokens.
    public static SSLContext client(X509ExtendedTrustManager trust) {
        return context(new KeyManager[0], trust);
    }

    /// An end that shows a certificate: a node, an administrator, or a server.
    public static SSLContext of(SwappableCredential credential, X509ExtendedTrustManager trust) {
        return context(new KeyManager[] {credential}, trust);
    }

    private static SSLContext context(KeyManager[] keys, X509ExtendedTrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot set up TLS", e);
        }
    }
}
