// SPDX-License-Identifier: Apache-2.0
package dev.skerry.edge.interest;

import static dev.skerry.edge.interest.NodeResources.CLAIMS;
import static dev.skerry.edge.interest.NodeResources.CONFIG_MAPS;
import static dev.skerry.edge.interest.NodeResources.NAMESPACES;
import static dev.skerry.edge.interest.NodeResources.SECRETS;
import static dev.skerry.edge.interest.NodeResources.SERVICE_ACCOUNTS;

import dev.skerry.api.meta.GroupVersionResource;
import dev.skerry.api.meta.ObjectKey;
import dev.skerry.api.meta.ObjectName;
import dev.skerry.api.object.KubeObject;
import dev.skerry.foundation.json.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What else a node needs to run a pod: its namespace, its ServiceAccount, and every Secret, ConfigMap and
/// PersistentVolumeClaim that its volumes, its environment and its image pulls name. The same set that the
/// node authorizer lets the node read.
final class PodReferences {
    private static final String ROOT_CA = "kube-root-ca.crt";

    private final String namespace;
    private final Set<String> keys = new TreeSet<>();

    private PodReferences(String namespace) {
        this.namespace = namespace;
    }

    /// Keys of the objects, whether they exist or not.
    static Set<String> of(KubeObject pod) {
        var references = new PodReferences(pod.namespace());
        references.collect(pod.at("spec"));
        return references.keys;
    }

    private void collect(Json spec) {
        keys.add(new ObjectKey(NAMESPACES, ObjectName.cluster(namespace)).toString());
        String account = spec.at("serviceAccountName").text();
        add(SERVICE_ACCOUNTS, account.isEmpty() ? "default" : account);
        add(CONFIG_MAPS, ROOT_CA);
        spec.at("imagePullSecrets").elements().forEach(secret -> add(SECRETS, secret.at("name")));
        spec.at("volumes").elements().forEach(this::volume);
        for (String containers : List.of("initContainers", "containers", "ephemeralContainers")) {
            spec.at(containers).elements().forEach(this::container);
        }
    }

    private void volume(Json volume) {
        add(SECRETS, volume.at("secret", "secretName"));
        add(CONFIG_MAPS, volume.at("configMap", "name"));
        add(CLAIMS, volume.at("persistentVolumeClaim", "claimName"));
        for (Json source : volume.at("projected", "sources").elements()) {
            add(SECRETS, source.at("secret", "name"));
            add(CONFIG_MAPS, source.at("configMap", "name"));
        }
    }

    private void container(Json container) {
        for (Json variable : container.at("env").elements()) {
            add(SECRETS, variable.at("valueFrom", "secretKeyRef", "name"));
            add(CONFIG_MAPS, variable.at("valueFrom", "configMapKeyRef", "name"));
        }
        for (Json source : container.at("envFrom").elements()) {
            add(SECRETS, source.at("secretRef", "name"));
            add(CONFIG_MAPS, source.at("configMapRef", "name"));
        }
    }

    private void add(GroupVersionResource resource, Json name) {
        add(resource, name.text());
    }

    private void add(GroupVersionResource resource, String name) {
        if (!name.isEmpty()) {
            keys.add(new ObjectKey(resource, new ObjectName(namespace, name)).toString());
        }
    }
}
