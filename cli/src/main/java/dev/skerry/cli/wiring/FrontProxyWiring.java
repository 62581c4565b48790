// SPDX-License-Identifier: Apache-2.0
package dev.skerry.cli.wiring;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.object.KubeObject;
import dev.skerry.apiserver.aggregation.FrontProxy;
import dev.skerry.apiserver.aggregation.FrontProxySettings;
import dev.skerry.client.KubeClient;
import dev.skerry.security.pki.FrontProxyCertificates;
import dev.skerry.security.pki.ServerCertificates;
import java.util.Optional;

/// Who this server is to servers behind it.
final class FrontProxyWiring {
    private static final GroupVersionResource CONFIG_MAPS = new GroupVersionResource("", "v1", "configmaps");

    private FrontProxyWiring() {}

    static FrontProxy of(ServerCertificates certificates) {
        var own = certificates.frontProxy();
        return new FrontProxy(own.credential(), own.authorityPem(), FrontProxyCertificates.COMMON_NAME);
    }

    /// Writes down where those servers look whom they may believe.
    static void publish(ServerCertificates certificates, KubeClient client) {
        KubeObject wanted = FrontProxySettings.of(of(certificates), certificates.authorityPem());
        Optional<KubeObject> known = client.find(CONFIG_MAPS, FrontProxySettings.NAME);
        if (known.isEmpty()) {
            client.create(CONFIG_MAPS, wanted);
        } else if (!known.get().at("data").equals(wanted.at("data"))) {
            client.update(CONFIG_MAPS, known.get().with(wanted.at("data"), "data"));
        }
    }
}
