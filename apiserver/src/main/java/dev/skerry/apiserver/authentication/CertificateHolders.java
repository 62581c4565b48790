// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.PkiException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Whom certificates name. A client shows the same one with every request of a connection, and to take its name
/// apart and its fingerprint costs more than to find it here. Only what stands in a certificate is remembered, not
/// whether it is good. Bounded; safe for many threads.
final class CertificateHolders {
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";
    private static final int CERTIFICATES_MAX = 1_024;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<X509Certificate, Identity> holders = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, Identity> eldest) {
            return size() > CERTIFICATES_MAX;
        }
    };

    /// The holder; without a name if the certificate gives none.
    Identity of(X509Certificate certificate) throws PkiException {
        lock.lock();
        try {
            Identity known = holders.get(certificate);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        Identity read = read(certificate);
        lock.lock();
        try {
            holders.put(certificate, read);
        } finally {
            lock.unlock();
        }
        return read;
    }

    private static Identity read(X509Certificate certificate) throws PkiException {
        var subject = Certificates.subject(certificate);
        String fingerprint = "X509SHA256=" + Certificates.fingerprint(certificate);
        return new Identity(
                subject.commonName(), "", subject.organizations(), Map.of(CREDENTIAL, List.of(fingerprint)));
    }
}
