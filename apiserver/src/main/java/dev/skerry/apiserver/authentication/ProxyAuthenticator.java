// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.apiserver.http.Request;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.pki.PkiException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes a proxy's word for who is asking, if the certificate of the connection is that of such a proxy. The headers
/// of everybody else are not looked at, and nobody's are handed on.
public final class ProxyAuthenticator implements Authenticator {
    private final TrustedProxy proxy;
    private final DenyList denied;

    public ProxyAuthenticator(TrustedProxy proxy, DenyList denied) {
        this.proxy = proxy;
        this.denied = denied;
    }

    @Override
    public Verdict authenticate(Request request) {
        if (request.proxyCertificates().isEmpty()) {
            return new Verdict.Unknown();
        }
        X509Certificate certificate = request.proxyCertificates().getFirst();
        var denial = denied.findCertificate(certificate);
        if (denial.isPresent()) {
            return new Verdict.Refused(denial.get());
        }
        var headers = request.headers();
        String user = RemoteHeaders.first(headers, proxy.headers().users());
        if (user.isEmpty() || !isBelieved(certificate)) {
            return new Verdict.Unknown();
        }
        return new Verdict.Recognised(new Identity(
                user,
                RemoteHeaders.first(headers, proxy.headers().uids()),
                RemoteHeaders.values(headers, proxy.headers().groups()),
                proxy.headers().extra(headers)));
    }

    @Override
    public Request withoutCredentials(Request request) {
        Map<String, List<String>> rest = new HashMap<>(request.headers());
        return rest.keySet().removeIf(name -> proxy.headers().has(name)) ? request.withHeaders(rest) : request;
    }

    private boolean isBelieved(X509Certificate certificate) {
        try {
            return proxy.names().isEmpty()
                    || proxy.names().contains(Certificates.subject(certificate).commonName());
        } catch (PkiException _) {
            // A name that cannot be read is none of those that are believed.
            return false;
        }
    }
}
