// SPDX-License-Identifier: Apache-2.0
package dev.skerry.controllers.certificate;

import dev.skerry.api.core.Resources;
import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.foundation.json.JsonObject;
import dev.skerry.security.identity.Identity;
import dev.skerry.security.pki.CertificateRequest;
import dev.skerry.security.pki.Certificates;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Sees to it that a node's name belongs to one key: the first that is certified for it takes it, in the
/// Secret `NAME.node-key` in which joining keeps it too. So a signing request cannot take over a node that
/// has joined, whoever approved it, and a node that came by a signing request counts as any other.
record NodeNames(KubeClient client) {
    private static final String NAMESPACE = "kube-system";
    private static final String SUFFIX = ".node-key";

    /// Takes the name for the key; why that cannot be, or empty if the name belongs to the key now.
    Optional<String> findFault(CertificateRequest wish) {
        String node = wish.subject().commonName().substring(Identity.NODE_PREFIX.length());
        String fingerprint = encoded(Certificates.keyFingerprint(wish.key()));
        var name = new ObjectName(NAMESPACE, node + SUFFIX);
        Optional<KubeObject> known = client.find(Resources.SECRETS, name);
        if (known.isEmpty()) {
            var secret = KubeObject.of(new GroupVersionKind("", "v1", "Secret"), name)
                    .with("skerry.dev/node-key", "type")
                    .with(JsonObject.of("fingerprint", fingerprint), "data");
            try {
                client.create(Resources.SECRETS, secret);
                return Optional.empty();
            } catch (StatusException refused) {
                if (refused.code() == 422) {
                    return Optional.of("\"" + node + "\" cannot be the name of a node");
                }
                // Taken at this very moment, or the API ails: the next pass sees who has it.
                throw refused;
            }
        }
        return known.get().at("data", "fingerprint").text().equals(fingerprint)
                ? Optional.empty()
                : Optional.of("the node name \"" + node + "\" belongs to another key; if this one is to take its place,"
                        + " run 'kubectl -n " + NAMESPACE + " delete secret " + node + SUFFIX + "' and ask again");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
