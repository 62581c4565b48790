// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Makes the trust managers of TLS: who may vouch for the other end. Paths, purposes, validity and host
/// names are checked by the JDK's own validator, which is the last thing one should write again.
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /// Trusts what these authorities have signed.
    public static X509ExtendedTrustManager trusting(List<X509Certificate> authorities) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return manager(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new PkiException("cannot use the given certificates as authorities", e);
        }
    }

    /// Trusts whom the system trusts: for servers out in the world.
    public static X509ExtendedTrustManager ofSystem() {
        try {
            return manager(null);
        } catch (GeneralSecurityException e) {
            throw new PkiException("cannot use the system's authorities", e);
        }
    }

    /// Trusts whom the system trusts, and these.
    public static X509ExtendedTrustManager ofSystemAnd(List<X509Certificate> authorities) {
        var all = new ArrayList<>(List.of(ofSystem().getAcceptedIssuers()));
        all.addAll(authorities);
        return trusting(all);
    }

    /// Trusts whoever answers: for those who asked for it by name.
    public static X509ExtendedTrustManager anybody() {
        return new Anybody();
    }

    /// Trusts the one authority with this fingerprint, which the server must show in its chain: all that
    /// a node knows before it has joined.
    ///
    /// @param fingerprint as [Certificates#fingerprint] gives it
    public static X509ExtendedTrustManager pinned(String fingerprint) {
        return new PinnedAuthority(fingerprint);
    }

    /// @param store null for the system's
    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }
}
