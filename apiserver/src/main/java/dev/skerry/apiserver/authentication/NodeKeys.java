// SPDX-License-Identifier: Apache-2.0
package dev.skerry.apiserver.authentication;

import dev.skerry.api.meta.ObjectName;
import dev.skerry.apiserver.storage.ObjectSource;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.Certificates;
import dev.skerry.security.token.JoinToken;
import java.security.cert.X509Certificate;

/// Whether a node's certificate still counts. When a machine joins, the server keeps the fingerprint of
/// its key in the Secret `<node>.node-key` in kube-system; deleting that Secret shuts the machine out at
/// once, however long its certificate would last, and gives the name free.
record NodeKeys(ObjectSource objects) {
    private static final String NAMESPACE = "kube-system";
    private static final String SUFFIX = ".node-key";

    /// Whether the certificate claims to be a node's.
    static boolean isOfNode(Identity identity) {
        return identity.name().startsWith(Identity.NODE_PREFIX) || identity.isIn(Identity.GROUP_NODES);
    }

    boolean isCurrent(Identity identity, X509Certificate certificate) {
        if (!identity.name().startsWith(Identity.NODE_PREFIX)) {
            return false;
        }
        String node = identity.name().substring(Identity.NODE_PREFIX.length());
        String fingerprint = Certificates.keyFingerprint(certificate.getPublicKey());
        return objects.find("", "secrets", new ObjectName(NAMESPACE, node + SUFFIX))
                .flatMap(secret ->
                        Base64Text.find(secret.at("data", "fingerprint").text()))
                .filter(kept -> JoinToken.isEqual(kept, fingerprint))
                .isPresent();
    }
}
