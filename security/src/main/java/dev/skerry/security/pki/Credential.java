// SPDX-License-Identifier: Apache-2.0
package dev.skerry.security.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key with the certificate that says whose it is, and those that vouch for that one.
///
/// @param chain leaf first
public record Credential(PrivateKey key, List<X509Certificate> chain) {
    /// @throws PkiException if there is no certificate or the key is not its key
    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new PkiException("a credential needs a certificate");
        }
        if (!Keys.match(key, chain.getFirst().getPublicKey())) {
            throw new PkiException("the private key does not belong to the certificate of "
                    + chain.getFirst().getSubjectX500Principal());
        }
    }

    /// @param pem a private key (PKCS#8) and its certificates, in any order of kinds
    public static Credential parse(String pem) {
        return new Credential(Keys.decodePrivate(Pem.readFirst(Pem.PRIVATE_KEY, pem)), Pem.readCertificates(pem));
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// Key and certificates in one text: one file, and so one atomic change.
    public String toPem() {
        return Keys.toPem(key) + Pem.write(chain);
    }

    /// Says whose it is and never shows the key.
    @Override
    public String toString() {
        return "Credential of " + certificate().getSubjectX500Principal();
    }
}
