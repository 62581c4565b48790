// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The one credential that an end of TLS connections shows, in memory, and changed while connections
/// come and go: those that stand keep the old one, the next handshake takes the new one.
///
/// Own code rather than `KeyManagerFactory("PKIX")`, which decrypts its key store at each handshake and
/// costs 3 ms of it.
public final class SwappableCredential extends X509ExtendedKeyManager {
    private static final String ALIAS = "current";

    private volatile Credential current;

    public SwappableCredential(Credential first) {
        this.current = first;
    }

    public Credential current() {
        return current;
    }

    public void swap(Credential next) {
        current = next;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chosen(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chosen(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chosen(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chosen(keyTypes);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return current.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return current.key();
    }

    /// Null is the JDK's word for "I have no key of these kinds"; it then tries its next kind.
    private @Nullable String chosen(String... keyTypes) {
        String own = current.key().getAlgorithm();
        for (String keyType : keyTypes) {
            if (keyType.equals(own) || keyType.startsWith(own + "_")) {
                return ALIAS;
            }
        }
        return null;
    }
}
