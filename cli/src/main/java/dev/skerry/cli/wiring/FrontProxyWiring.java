// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.aggregation.FrontProxy;
import dev.skerry.apiserver.aggregation.FrontProxySettings;
import dev.skerry.apiserver.authentication.RemoteHeaders;
import dev.skerry.apiserver.authentication.TrustedProxy;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.lifecycle.TerminalException;
import dev.skerry.security.pki.FrontProxyCertificates;
import dev.skerry.security.pki.ServerCertificates;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Who this server is to servers behind it.
final class FrontProxyWiring {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private FrontProxyWiring() {}

    static FrontProxy of(ServerCertificates certificates, Optional<TrustedProxy> before) {
        var own = certificates.frontProxy();
        RemoteHeaders headers = before.map(TrustedProxy::headers).orElse(RemoteHeaders.STANDARD);
        return new FrontProxy(own.credential(), own.authorityPem(), FrontProxyCertificates.COMMON_NAME, headers);
    }

    /// Refuses a proxy's authority that is the one of the server's clients: each of them could then say that it is
    /// somebody else.
    ///
    /// @throws TerminalException says so
    static void requireApart(ServerCertificates certificates, Optional<TrustedProxy> before) {
        X509Certificate clients = certificates.authority().certificate();
        for (X509Certificate authority : before.map(TrustedProxy::authorities).orElse(List.of())) {
            if (authority.getPublicKey().equals(clients.getPublicKey()) || isSignedBy(clients, authority)) {
                throw new TerminalException(
                        "SharedAuthority",
                        "--requestheader-client-ca-file must hold another authority than the cluster's own: "
                                + "whoever has a certificate of the cluster could say that they are somebody else.");
            }
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            // Signed by another key, as it should be.
            return false;
        }
    }

    /// Writes down where those servers look whom they may believe.
    static void publish(ServerCertificates certificates, Optional<TrustedProxy> before, KubeClient client) {
        KubeObject wanted = FrontProxySettings.of(of(certificates, before), certificates.authorityPem(), before);
        Optional<KubeObject> known = client.find(CONFIG_MAPS, FrontProxySettings.NAME);
        if (known.isEmpty()) {
            client.create(CONFIG_MAPS, wanted);
        } else if (!known.get().at("data").equals(wanted.at("data"))) {
            client.update(CONFIG_MAPS, known.get().with(wanted.at("data"), "data"));
        }
    }
}
