// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.apiserver.http.Request;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.PkiException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// Recognises who holds a client certificate: its common name is the user, its organisations are the
/// groups. TLS has verified it already, against the authority of clients alone: a proxy's is
/// not among them. A certificate that names nobody is passed over, since people may
/// show one for other reasons. A node's counts only as long as its key is the one that joined.
public final class ClientCertificateAuthenticator implements Authenticator {
    private final NodeKeys nodeKeys;
    private final DenyList denied;
    private final CertificateHolders holders = new CertificateHolders();

    public ClientCertificateAuthenticator(ObjectSource objects, DenyList denied) {
        this.denied = denied;
        this.nodeKeys = new NodeKeys(objects);
    }

    @Override
    public Verdict authenticate(Request request) {
        if (request.clientCertificates().isEmpty()) {
            return new Verdict.Unknown();
        }
        X509Certificate certificate = request.clientCertificates().getFirst();
        Optional<String> denial = denied.findCertificate(certificate);
        if (denial.isPresent()) {
            return new Verdict.Refused(denial.get());
        }
        try {
            Identity identity = holders.of(certificate);
            if (identity.name().isEmpty()) {
                return new Verdict.Unknown();
            }
            return NodeKeys.isOfNode(identity) && !nodeKeys.isCurrent(identity, certificate)
                    ? new Verdict.Refused("the key of " + identity.name() + " is not the one that joined")
                    : new Verdict.Recognised(identity);
        } catch (PkiException e) {
            return new Verdict.Refused("the name in the client certificate cannot be read: " + e.getMessage());
        }
    }
}
