// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.join;

import dev.skerry.api.meta.GroupVersionKind;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.meta.StatusException;
import dev.skerry.api.object.KubeObject;
import dev.skerry.client.KubeClient;
import dev.skerry.edge.interest.NodeResources;
import dev.skerry.foundation.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Which key each node name belongs to: the identity of a node is its key, and the name is what the key has
/// taken. Kept as a Secret `NAME.node-key` in kube-system, which people can see and delete: deleting it shuts
/// the machine out at its next connection and frees the name.
public final class NodeKeys {
    private static final String NAMESPACE = "kube-system";
    private static final String SUFFIX = ".node-key";
    private static final String FIELD = "fingerprint";
    private static final GroupVersionKind SECRET = new GroupVersionKind("", "v1", "Secret");

    private final KubeClient system;

    public NodeKeys(KubeClient system) {
        this.system = system;
    }

    /// The fingerprint of the key that the name belongs to; empty if it is free.
    public Optional<String> find(String node) {
        return system.find(NodeResources.SECRETS, name(node))
                .map(secret -> decoded(secret.at("data", FIELD).text()));
    }

    /// Gives a free name to a key; whether the name belongs to the key now. Of two who ask at once one gets it.
    boolean take(String node, String fingerprint) {
        Optional<String> owner = find(node);
        if (owner.isPresent()) {
            return owner.get().equals(fingerprint);
        }
        String encoded = Base64.getEncoder().encodeToString(fingerprint.getBytes(StandardCharsets.US_ASCII));
        var secret = KubeObject.of(SECRET, name(node))
                .with("skerry.dev/node-key", "type")
                .with(JsonObject.of(FIELD, encoded), "data");
        try {
            system.create(NodeResources.SECRETS, secret);
            return true;
        } catch (StatusException refused) {
            if (refused.code() != 409) {
                throw refused;
            }
            return find(node).filter(fingerprint::equals).isPresent();
        }
    }

    /// What somebody has to do who wants to give the name to another machine.
    static String howToFree(String node) {
        return "if this machine is to take its place, run 'kubectl -n " + NAMESPACE + " delete secret " + node + SUFFIX
                + "' and join again with a new token; otherwise give this machine another name with --node-name";
    }

    private static ObjectName name(String node) {
        return new ObjectName(NAMESPACE, node + SUFFIX);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
            // Not ours any more: it matches no key, which shuts the machine out, the safe side.
            return "";
        }
    }
}
